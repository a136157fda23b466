import { DataSource, type DataSourceOptions, type EntitySchema, type MixedList } from 'typeorm';
import { MIGRATIONS } from './migrations/index.js';

/** How a pool behaves. Time-outs nest: lock < statement < transaction < the API's answer (design §8). */
export interface PoolProfile {
  readonly name: string;
  readonly connectionsMax: number;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly transactionTimeoutMs: number;
  /** pg sends a statement without waiting for the one before: two flights a group. No cursors on such a connection. */
  readonly pipeline: boolean;
  /**
   * Every statement finds its rows by key. A plan made while the tables were small would read them whole, and a prepared
   * statement keeps such a plan while they grow.
   */
  readonly byKeyOnly: boolean;
}

export const REQUEST_POOL: PoolProfile = {
  name: 'request',
  connectionsMax: 10,
  lockTimeoutMs: 1_000,
  statementTimeoutMs: 2_000,
  transactionTimeoutMs: 4_000,
  pipeline: false,
  byKeyOnly: false,
};
export const HOT_POOL: PoolProfile = {
  ...REQUEST_POOL,
  name: 'hot',
  connectionsMax: 8,
  pipeline: true,
  byKeyOnly: true,
};
/** Bulk moves, reports and checks: a pool of their own, so that sales never wait for them. */
export const BULK_POOL: PoolProfile = {
  name: 'bulk',
  connectionsMax: 4,
  lockTimeoutMs: 10_000,
  statementTimeoutMs: 300_000,
  transactionTimeoutMs: 600_000,
  pipeline: false,
  byKeyOnly: false,
};
/** For the planner: nested loops over indexes, whatever the statistics say. */
export const BY_KEY_ONLY = { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off' } as const;
/** How long a request waits for a free connection. */
const POOL_WAIT_MS = 1_000;

/** The role of the migrations that may not change or delete what only grows (promise 5). */
export const APP_ROLE = 'reup_app';

type Entities = MixedList<Function | string | EntitySchema>;

/** TypeORM's own reading of a URL drops `?host=`, where a socket folder stands. */
function whereabouts(url: string): {
  host: string;
  port?: number;
  database: string;
  username: string;
  password?: string;
} {
  const parsed = new URL(url);
  const socket = parsed.searchParams.get('host');
  return {
    host: socket ?? parsed.hostname,
    ...(parsed.port === '' ? {} : { port: Number(parsed.port) }),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    username: decodeURIComponent(parsed.username),
    ...(parsed.password === '' ? {} : { password: decodeURIComponent(parsed.password) }),
  };
}

/** A pool of connections that work under the application's role. */
export function databaseOptions(url: string, profile: PoolProfile, entities: Entities = []): DataSourceOptions {
  const settings = {
    role: APP_ROLE,
    lock_timeout: profile.lockTimeoutMs,
    statement_timeout: profile.statementTimeoutMs,
    transaction_timeout: profile.transactionTimeoutMs,
    idle_in_transaction_session_timeout: profile.statementTimeoutMs,
    ...(profile.byKeyOnly ? BY_KEY_ONLY : {}),
  };
  return {
    type: 'postgres',
    ...whereabouts(url),
    entities,
    logging: false,
    applicationName: `reup-${profile.name}`,
    poolSize: profile.connectionsMax,
    extra: {
      pipeline: profile.pipeline,
      connectionTimeoutMillis: POOL_WAIT_MS,
      options: Object.entries(settings)
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(' '),
    },
  };
}

/** The owner's connection: migrations only. Gives up on a lock that a busy table holds rather than queueing everybody. */
export function migrationOptions(url: string): DataSourceOptions {
  return {
    type: 'postgres',
    ...whereabouts(url),
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    logging: false,
    applicationName: 'reup-migrate',
    poolSize: 1,
    extra: { options: '-c lock_timeout=2000' },
  };
}

export async function openDataSource(options: DataSourceOptions): Promise<DataSource> {
  return new DataSource(options).initialize();
}
