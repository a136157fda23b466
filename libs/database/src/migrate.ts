import { DataSource } from 'typeorm';
import { ConfigInvalid } from '#lib/runtime';
import { migrationOptions } from './data-source.js';
import { sqlState } from './database-error.js';
import { MIGRATIONS } from './migrations/index.js';

/** transaction_timeout came with PostgreSQL 17; without it an idle transaction could hold a card's lock. */
const SERVER_VERSION_MIN = 17;
const MIGRATING = 740_021_000; // our advisory lock's number: two starts at once migrate one after the other
const LOCK_TRIES_MAX = 15;

/** Brings the schema up to this version, each migration in a transaction of its own. Gives the names of those it ran. */
export async function migrate(url: string): Promise<readonly string[]> {
  const source = await new DataSource(migrationOptions(url)).initialize();
  try {
    await requireServer(source);
    await source.query('SELECT pg_advisory_lock($1)', [MIGRATING]);
    await refuseNewerSchema(source);
    return await runPatiently(source);
  } finally {
    await source.destroy();
  }
}

/** The first migration that this version has and the database has not. Asks as the owner, who alone may read which ran. */
export async function missingMigration(url: string): Promise<string | undefined> {
  const source = await new DataSource(migrationOptions(url)).initialize();
  try {
    const rows = (await source.query('SELECT name FROM migration')) as { name: string }[];
    const done = new Set(rows.map(({ name }) => name));
    return MIGRATIONS.map(({ name }) => name).find((name) => !done.has(name));
  } finally {
    await source.destroy();
  }
}

async function requireServer(source: DataSource): Promise<void> {
  const [{ version }] = (await source.query(
    `SELECT current_setting('server_version_num')::int / 10000 AS version`,
  )) as [{ version: number }];
  if (version < SERVER_VERSION_MIN) {
    throw new ConfigInvalid(`PostgreSQL ${version} is too old: Re-Up needs ${SERVER_VERSION_MIN} or newer`);
  }
}

/** A lock that a long reader holds is waited for in short tries, so that nobody queues behind us. */
async function runPatiently(source: DataSource): Promise<readonly string[]> {
  for (let tries = 1; ; tries++) {
    try {
      return (await source.runMigrations({ transaction: 'each' })).map(({ name }) => name);
    } catch (error) {
      if (sqlState(error) !== '55P03' || tries === LOCK_TRIES_MAX) throw error;
    }
  }
}

/** Old code on a newer schema would not know what it may not touch. */
async function refuseNewerSchema(source: DataSource): Promise<void> {
  const [{ found }] = (await source.query(`SELECT to_regclass('public.migration') AS found`)) as [
    { found: string | null },
  ];
  if (found === null) return;
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const rows = (await source.query('SELECT name FROM migration')) as { name: string }[];
  const unknown = rows.find(({ name }) => !known.has(name));
  if (unknown !== undefined) {
    throw new ConfigInvalid(
      `the database is of a newer Re-Up (migration ${unknown.name}): start that version, or restore a backup`,
    );
  }
}
