import type { Tx } from '#lib/database';
import { invariant } from '#lib/kernel';
import type { QueueJobs, QueueName } from './queues.js';

/** A job as a transaction stages it. The same `jobId` twice in a queue is one job. */
export interface StagedJob<Name extends QueueName = QueueName> {
  readonly queue: Name;
  readonly name: string;
  readonly jobId: string;
  readonly data: QueueJobs[Name];
}

export interface OutboxJob {
  readonly id: string;
  readonly queue: string;
  readonly name: string;
  readonly jobId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** BullMQ takes no `:` and no bare number in an id. */
const JOB_ID = /^[a-z][A-Za-z0-9._-]{0,99}$/;

/** Stages a job: the drain takes it to its queue once this transaction has committed, and never if it has not. */
export async function stage<Name extends QueueName>(tx: Tx, job: StagedJob<Name>): Promise<void> {
  await stageAll(tx, [job]);
}

/** The same for a list, in one statement and in order: a write that need not be waited for. */
export async function stageAll(tx: Tx, jobs: readonly StagedJob[]): Promise<void> {
  if (jobs.length === 0) return;
  for (const { jobId } of jobs) invariant(JOB_ID.test(jobId), 'a job id is a letter, then letters, digits, . _ -');
  await tx.rows(
    `INSERT INTO outbox (queue, name, job_id, data)
     SELECT queue, name, job_id, data FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])
            WITH ORDINALITY AS j (queue, name, job_id, data, n) ORDER BY n`,
    [
      jobs.map(({ queue }) => queue),
      jobs.map(({ name }) => name),
      jobs.map(({ jobId }) => jobId),
      jobs.map(({ data }) => JSON.stringify(data)),
    ],
  );
}

/** The oldest jobs that no other drain has its hands on. */
export async function takeJobs(tx: Tx, limit: number): Promise<OutboxJob[]> {
  return tx.rows<OutboxJob>(
    `SELECT id, queue, name, job_id AS "jobId", data FROM outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
    [limit],
  );
}

export async function forgetJobs(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.rows('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [ids]);
}
