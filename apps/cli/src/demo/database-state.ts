import pg from 'pg';
import { DEMO_EMAIL_DOMAIN } from './demo-rules.js';

/** Who is in a migrated database: nobody yet, people of the demo world, or real ones. */
export type Population = 'empty' | 'demo' | 'real';

export async function populationOf(url: string): Promise<Population> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ demo: boolean }>(
      'SELECT email LIKE $1 AS demo FROM staff ORDER BY 1 DESC LIMIT 1',
      [`%@${DEMO_EMAIL_DOMAIN}`],
    );
    return rows[0] === undefined ? 'empty' : rows[0].demo ? 'demo' : 'real';
  } finally {
    await client.end();
  }
}

/** Takes the database of an interrupted seeding away, so that it can be built anew. Only ever the embedded one. */
export async function recreateDatabase(url: string): Promise<void> {
  const admin = new URL(url);
  const name = admin.pathname.slice(1);
  admin.pathname = '/postgres';
  const client = new pg.Client(admin.href);
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
