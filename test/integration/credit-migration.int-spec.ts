import { randomUUID } from 'node:crypto';
import { migrationOptions } from '#lib/database';
import { LEDGER_CHECKS, account } from '#lib/ledger';
import { DataSource, type MigrationInterface } from 'typeorm';
import { createTestDatabase } from '../support/database.js';

const TERMS = 'SaleTerms1764000014000';

it('retailers that have sold before get the credit that their debts leave, and lose it again with the migration', async () => {
  const database = await createTestDatabase('template1');
  const options = migrationOptions(database.url);
  const all = options.migrations as (new () => MigrationInterface)[];
  const terms = all.findIndex(({ name }) => name === TERMS);
  const upTo = async (count: number): Promise<DataSource> =>
    new DataSource({ ...options, migrations: all.slice(0, count) }).initialize();

  const old = await upTo(terms);
  await old.runMigrations({ transaction: 'each' });
  const retailers: { id: number }[] = await old.query(
    `INSERT INTO retailer (name, receiving, commission_bp, credit_limit_minor)
     VALUES ('Limited', 'strict', 0, 10000), ('Overdrawn', 'strict', 0, 100), ('Free', 'strict', 0, NULL) RETURNING id`,
  );
  for (const { id } of retailers) {
    const sides = [
      [account('receivable', id), account('card_liability', 1), 3_000],
      [account('commission', 1), account('receivable', id), 240],
    ] as const;
    for (const [debit, credit, amount] of sides) {
      await old.query(
        `INSERT INTO transfer (id, source, kind, debit, credit, asset, amount, business_date) VALUES ($1, $2, 'sale', $3, $4, 'USD', $5, '2027-01-01')`,
        [randomUUID(), randomUUID(), String(debit), String(credit), amount],
      );
    }
  }
  await old.destroy();

  const source = await upTo(terms + 1);
  await source.runMigrations({ transaction: 'each' });
  const rooms = await source.query(
    'SELECT sum(room_minor)::text AS room, count(*)::int AS stripes FROM retailer_credit GROUP BY retailer_id ORDER BY retailer_id',
  );
  expect(rooms).toEqual([
    { room: '7240', stripes: 16 },
    { room: '-2660', stripes: 16 },
    { room: '999999999997240', stripes: 16 },
  ]);
  const credit = LEDGER_CHECKS.filter(({ name }) => /retailer/.test(name));
  expect(credit).toHaveLength(2);
  for (const check of credit) expect(await check.run((sql) => source.query(sql))).toEqual([]);
  await source.query('UPDATE retailer_credit SET room_minor = room_minor + 1 WHERE retailer_id = 1 AND stripe = 7');
  expect((await credit[0]!.run((sql) => source.query(sql))).join()).toContain('retailer 1,');
  await source.query('UPDATE retailer_credit SET room_minor = room_minor - 8000 WHERE retailer_id = 1 AND stripe = 0');
  expect((await credit[1]!.run((sql) => source.query(sql))).join()).toContain('retailer 1,');

  await source.undoLastMigration({ transaction: 'each' });
  const made = await source.query(
    "INSERT INTO retailer (name, receiving, commission_bp) VALUES ('New', 'strict', 0) RETURNING id",
  );
  expect(made).toHaveLength(1);
  await source.destroy();
  await database.drop();
});
