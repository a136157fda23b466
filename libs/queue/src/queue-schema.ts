import { LATEST_SCHEMA_VERSION, SchemaMigrationRequiredError, assertSchemaCompatibility, runMigrations } from 'bullmq';
import pg from 'pg';
import { APP_ROLE } from '#lib/database';

/** BullMQ's tables and functions, made by its own migrations. */
export const QUEUE_SCHEMA = 'bullmq';
const MIGRATING = 740_021_001; // our advisory lock's number: the grants of two starts at once would collide

/** Brings BullMQ's schema up to this version as the database's owner, and lets the application's role work in it. */
export async function migrateQueues(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'reup-migrate-queues' });
  client.on('error', () => undefined); // a server that dies meanwhile fails the query, not this process
  await client.connect();
  try {
    if (await isReady(client)) return;
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATING]);
    await runMigrations(client, QUEUE_SCHEMA);
    // One transaction, so that a start that finds the schema usable finds all of it usable.
    await client.query(
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${QUEUE_SCHEMA} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${APP_ROLE};
       ALTER DEFAULT PRIVILEGES IN SCHEMA ${QUEUE_SCHEMA} GRANT USAGE, SELECT ON SEQUENCES TO ${APP_ROLE};
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
       GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
       GRANT USAGE, CREATE ON SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE}`, // CREATE: each queue numbers its jobs by a sequence
    );
  } finally {
    await client.end();
  }
}

async function isReady(client: pg.Client): Promise<boolean> {
  try {
    if ((await assertSchemaCompatibility(client, QUEUE_SCHEMA)) < LATEST_SCHEMA_VERSION) return false;
  } catch (error) {
    if (error instanceof SchemaMigrationRequiredError) return false;
    throw error;
  }
  const { rows } = await client.query<{ usable: boolean }>(`SELECT has_schema_privilege($1, $2, 'CREATE') AS usable`, [
    APP_ROLE,
    QUEUE_SCHEMA,
  ]);
  return rows[0]!.usable;
}
