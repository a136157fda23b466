import { Processor } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { TILL_WATCH_QUEUE, type TillWatchJob, WORKER_OPTIONS } from '#lib/queue';
import { TillWatch } from '#lib/risk';
import { PatientProcessor } from './patient.processor.js';

/** A look is a few statements; more at once would take connections from nobody's sale, but from each other. */
const LOOKS_AT_ONCE = 4;

/** Has the rules of till and clerk look at what just happened. */
@Injectable()
@Processor(TILL_WATCH_QUEUE, { ...WORKER_OPTIONS, concurrency: LOOKS_AT_ONCE })
export class TillWatchProcessor extends PatientProcessor<TillWatchJob> {
  protected override readonly work = { look: (job: TillWatchJob) => this.watch.look(job) };

  constructor(private readonly watch: TillWatch) {
    super();
  }

  /** What happened stands, and the next look at the same shift, card or clerk sees it too. */
  protected override giveUp({ what }: TillWatchJob, reason: string): Promise<void> {
    this.logger.error('a rule could not look', { what, reason });
    return Promise.resolve();
  }
}
