import { DataSource } from 'typeorm';
import { GROUP_LIMITS, HOT_POOL, HotPath, type Tx, databaseOptions } from '#lib/database';
import pg from 'pg';
import { type TestDatabase, createTestDatabase } from '../support/database.js';

describe('commands that arrive together', () => {
  let database: TestDatabase;
  let source: DataSource;
  let hotPath: HotPath;
  let owner: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new pg.Client(database.url);
    owner.on('error', () => undefined);
    await owner.connect();
    await owner.query('CREATE TABLE probe (id int PRIMARY KEY, n int NOT NULL DEFAULT 0 CHECK (n < 100))');
    await owner.query('CREATE TABLE probe_group (members int)');
    source = await new DataSource(databaseOptions(database.url, HOT_POOL)).initialize();
    hotPath = new HotPath(source);
  });
  beforeEach(() => owner.query('TRUNCATE probe, probe_group'));
  afterAll(async () => {
    await hotPath.onApplicationShutdown();
    await owner.end();
    await database.drop();
  });

  const insert = async (tx: Tx, ids: readonly number[]) => ({
    answers: ids.map((id) => `made ${id}`),
    writes: [
      tx.rows('INSERT INTO probe (id) SELECT unnest($1::int[])', [ids]),
      tx.rows('INSERT INTO probe_group VALUES ($1)', [ids.length]),
    ],
  });

  it('commit together, within the limit, and answer in order', async () => {
    const grouped = hotPath.grouped(insert, { ...GROUP_LIMITS, groupSizeMax: 16 });
    const ids = Array.from({ length: 100 }, (_, i) => i);
    expect(await Promise.all(ids.map((id) => grouped.run(id)))).toEqual(ids.map((id) => `made ${id}`));
    const { rows } = await owner.query('SELECT members FROM probe_group');
    expect(rows.every(({ members }) => members <= 16)).toBe(true);
    expect(rows.length).toBeLessThan(20);
  });

  it('one that breaks a constraint harms only itself', async () => {
    const grouped = hotPath.grouped(insert);
    await grouped.run(50);
    const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, i) => grouped.run(i + 20)));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(outcomes[30]!.status).toBe('rejected');
    expect((await owner.query('SELECT count(*)::int AS n FROM probe')).rows).toEqual([{ n: 60 }]);
  });

  it('a group that a deadlock stopped runs again, unseen by callers', async () => {
    await owner.query('INSERT INTO probe (id) VALUES (1), (2)');
    const backwards = hotPath.grouped(
      async (tx: Tx, ids: readonly number[]) => {
        for (const id of ids) await tx.rows('UPDATE probe SET n = n + 1 WHERE id = $1', [id]);
        for (const id of ids) await tx.rows('UPDATE probe SET n = n + 1 WHERE id = $1', [3 - id]);
        return { answers: ids, writes: [] };
      },
      { ...GROUP_LIMITS, groupSizeMax: 1 },
    );
    await Promise.all(Array.from({ length: 6 }, (_, i) => backwards.run((i % 2) + 1)));
    expect((await owner.query('SELECT sum(n)::int AS n FROM probe')).rows).toEqual([{ n: 12 }]);
  });

  it('a statement that a lock holds up is refused as busy, and the connection goes on', async () => {
    await owner.query('INSERT INTO probe (id) VALUES (1)');
    const grouped = hotPath.grouped(async (tx: Tx, ids: readonly number[]) => ({
      answers: ids,
      writes: [tx.rows('UPDATE probe SET n = n + 1 WHERE id = ANY($1::int[])', [ids])],
    }));
    await owner.query('BEGIN; SELECT * FROM probe FOR UPDATE');
    await expect(grouped.run(1)).rejects.toMatchObject({ code: 'busy', extra: { retryAfterS: 1 } });
    await owner.query('ROLLBACK');
    expect(await grouped.run(1)).toBe(1);
  });

  it('a connection that the server ended is replaced, unseen by callers', async () => {
    const grouped = hotPath.grouped(async (tx: Tx, ids: readonly number[]) => {
      await tx.rows('SELECT 1 FROM probe WHERE id = ANY($1::int[])', [ids]);
      return insert(tx, ids);
    });
    await grouped.run(1);
    await owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'reup-hot' AND datname = current_database()`,
    );
    expect(await grouped.run(2)).toBe('made 2');
  });
});
