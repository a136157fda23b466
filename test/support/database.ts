import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** A private, migrated database; `drop` it in afterAll. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export function adminUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('run the tests with `npm test`: its set-up starts PostgreSQL');
  return url;
}

async function administer(sql: string): Promise<void> {
  const admin = new pg.Client(adminUrl());
  await admin.connect();
  try {
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}

export async function createTestDatabase(template = 'reup_template'): Promise<TestDatabase> {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}
