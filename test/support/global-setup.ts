import pg from 'pg';
import { migrate } from '#lib/database';
import { startTestServer } from './postgres-server.ts';

/** One PostgreSQL for the whole run, with a migrated database that every suite copies. */
export default async function setUp(): Promise<void> {
  const server = await startTestServer();
  (globalThis as { testServer?: { stop(): Promise<void> } }).testServer = server;
  const admin = new pg.Client(server.adminUrl);
  await admin.connect();
  await admin.query('CREATE DATABASE reup_template');
  await admin.end();
  const template = new URL(server.adminUrl);
  template.pathname = '/reup_template';
  await migrate(template.href);
  process.env['TEST_DATABASE_URL'] = server.adminUrl;
}
