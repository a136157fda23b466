import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Logger } from '@nestjs/common';
import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import { ChildStopped } from '#lib/queue';

/** Ends with the job's lock, or with the worker's process. */
const NEVER = new AbortController().signal;

/**
 * What our processors share: a stop of this process ends the work at once and gives the job back unspent, so that
 * restarts never use up its tries.
 */
export abstract class PatientProcessor<Data> extends WorkerHost implements BeforeApplicationShutdown {
  protected readonly logger = new Logger(this.constructor.name);

  /** The names of the queue's jobs, each with the one call that does it. */
  protected abstract readonly work: Readonly<Record<string, (data: Data, signal: AbortSignal) => Promise<void>>>;

  /** The last try failed: nobody will try again by itself. */
  protected abstract giveUp(data: Data, reason: string): Promise<void>;

  // BullMQ gives a signal only to a function that names three parameters (none with a default).
  override async process(job: Job<Data>, token?: string, signal?: AbortSignal): Promise<void> {
    const work = this.work[job.name];
    if (work === undefined) throw new UnrecoverableError(`no handler for ${job.name}`);
    try {
      await work(job.data, signal ?? NEVER);
    } catch (error) {
      if (!(error instanceof ChildStopped)) throw error;
      await job.moveToWait(token);
      throw new WaitingError();
    }
  }

  /** Before any pool closes: jobs end with the database still there. */
  async beforeApplicationShutdown(): Promise<void> {
    this.worker.cancelAllJobs('the process stops');
    await this.worker.close();
  }

  @OnWorkerEvent('failed')
  async onFailed(job: Job<Data> | undefined, error: Error): Promise<void> {
    this.logger.error('job failed', { jobId: job?.id, attempts: job?.attemptsMade, reason: error.message });
    if (job?.finishedOn === undefined) return;
    await this.giveUp(job.data, error.message).catch((failure: Error) =>
      this.logger.error('could not give up', { jobId: job.id, reason: failure.message }),
    );
  }

  /** Without a listener a lost connection would end the process. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn('queue unreachable', { queue: this.worker.name, reason: error.message });
  }
}
