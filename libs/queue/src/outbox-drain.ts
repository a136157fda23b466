import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BulkTransactions } from '#lib/database';
import { type OutboxJob, forgetJobs, takeJobs } from './outbox.store.js';
import { OutboxWake } from './outbox-wake.js';
import { QueueProducers } from './queue-producers.js';

const JOBS_AT_ONCE = 100;
const LOOK_EVERY_MS = 250;
const AFTER_FAILURE_MS = 1_000;

/**
 * Takes staged jobs to their queues. A row is deleted only once the queue has its job, so an outage or a crash in
 * between costs a repeat, never a job; a repeat finds the same job id. Several drains share the rows.
 */
@Injectable()
export class OutboxDrain implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OutboxDrain.name);
  private stopping = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly transactions: BulkTransactions,
    private readonly producers: QueueProducers,
    private readonly wake: OutboxWake,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.keepDraining();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.wake.now();
    await this.running;
  }

  /** Moves what is staged now, at most `JOBS_AT_ONCE`; gives how many. */
  async drainOnce(): Promise<number> {
    const [waiting] = await this.transactions.read('SELECT 1 FROM outbox LIMIT 1');
    if (waiting === undefined) return 0;
    return this.transactions.run(async (tx) => {
      const jobs = await takeJobs(tx, JOBS_AT_ONCE);
      for (const [queue, ofQueue] of byQueue(jobs)) {
        await this.producers.add(
          queue,
          ofQueue.map(({ name, jobId, data }) => ({ name, data, opts: { jobId } })),
        );
      }
      await forgetJobs(
        tx,
        jobs.map(({ id }) => id),
      );
      return jobs.length;
    });
  }

  private async keepDraining(): Promise<void> {
    while (!this.stopping) {
      const pauseMs = await this.drainOnce().then(
        (moved) => (moved === JOBS_AT_ONCE ? 0 : LOOK_EVERY_MS),
        (error: Error) => {
          this.logger.warn('the outbox waits', { reason: error.message });
          return AFTER_FAILURE_MS;
        },
      );
      if (!this.stopping) await this.wake.sleep(pauseMs);
    }
  }
}

function byQueue(jobs: readonly OutboxJob[]): Map<string, OutboxJob[]> {
  const found = new Map<string, OutboxJob[]>();
  for (const job of jobs) found.set(job.queue, [...(found.get(job.queue) ?? []), job]);
  return found;
}
