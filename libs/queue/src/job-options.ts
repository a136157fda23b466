import type { JobsOptions, WorkerOptions } from 'bullmq';

/** Five tries over half a minute; a job that is done leaves no trace, so that its id may be used again. */
export const JOB_OPTIONS: JobsOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1_000 },
  removeOnComplete: true,
  removeOnFail: { age: 7 * 86_400, count: 1_000 },
};

/**
 * After kill -9 a job waits for the dead worker's lock and then for the next check: both short, on every worker.
 * A worker may be killed often; only a job that fails by itself uses up its tries.
 */
export const WORKER_OPTIONS = {
  lockDuration: 10_000,
  stalledInterval: 5_000,
  maxStalledCount: 100,
  /** How long an empty queue is waited on before it is asked again; a new job wakes the worker at once. */
  drainDelay: 5,
} as const satisfies Partial<WorkerOptions>;
