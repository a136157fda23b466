import { type BackendFactory, type ConnectionOptions, createPostgresBackend, createRedisBackend } from 'bullmq';
import { APP_ROLE } from '#lib/database';
import type { Config } from '#lib/runtime';
import { QUEUE_SCHEMA, migrateQueues } from './queue-schema.js';

/** Where the queues live, and how those who add and those who work connect to it. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  readonly factory: BackendFactory;
  /** Gives up soon: whoever adds a job tries again later. */
  readonly producer: ConnectionOptions;
  /** Never gives up: a worker waits until its queue is back. */
  readonly worker: ConnectionOptions;
}

/** A try of a producer, from connecting to the answer. */
export const PRODUCER_TIMEOUT_MS = 5_000;
/** Each queue and each worker has a pool of its own, and a worker one connection more that listens. */
const POOL_SIZE = 2;

/** PostgreSQL, whose schema it brings up to date, or Redis when the process was given one. */
export async function openQueueBackend(config: Config): Promise<QueueBackend> {
  if (config.redisUrl !== undefined) return redisBackend(config.redisUrl);
  await migrateQueues(config.database);
  return postgresBackend(config.database);
}

function postgresBackend(url: string): QueueBackend {
  const settings = {
    connectionString: url,
    schema: QUEUE_SCHEMA,
    max: POOL_SIZE,
    connectionTimeoutMillis: PRODUCER_TIMEOUT_MS,
    application_name: 'reup-queue',
    options: `-c role=${APP_ROLE}`,
  };
  // BullMQ types the option for Redis only; its PostgreSQL backend reads a pool's settings from the same place.
  const connection = settings as unknown as ConnectionOptions;
  return {
    kind: 'postgres',
    factory: createPostgresBackend as BackendFactory,
    producer: connection,
    worker: connection,
  };
}

function redisBackend(url: string): QueueBackend {
  return {
    kind: 'redis',
    factory: createRedisBackend,
    producer: {
      url,
      maxRetriesPerRequest: 1,
      connectTimeout: PRODUCER_TIMEOUT_MS,
      commandTimeout: PRODUCER_TIMEOUT_MS,
    },
    worker: { url, maxRetriesPerRequest: null },
  };
}
