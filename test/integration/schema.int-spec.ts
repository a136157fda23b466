import { ACCESS_ENTITIES } from '#lib/access';
import { ACTIVATION_ENTITIES } from '#lib/activation';
import { Bundle, Canary, CardTemplate, HouseKey, PrintHouse, Proof, Sheet } from '#lib/card-stock';
import { CARDS_ENTITIES } from '#lib/cards';
import { migrationOptions } from '#lib/database';
import { INVENTORY_ENTITIES } from '#lib/inventory';
import { LEDGER_ENTITIES } from '#lib/ledger';
import { OutboxRow } from '#lib/queue';
import { REDEMPTION_ENTITIES } from '#lib/redemption';
import { RETAIL_ENTITIES } from '#lib/retail';
import { RISK_ENTITIES } from '#lib/risk';
import { SUBSCRIPTIONS_ENTITIES } from '#lib/subscriptions';
import { WEBHOOKS_ENTITIES } from '#lib/webhooks';
import { DataSource } from 'typeorm';
import { createTestDatabase } from '../support/database.js';

/** What TypeORM would drop because entities do not name it: checks, foreign keys and indexes are the migrations' own. */
const UNDECLARED = /DROP (CONSTRAINT|INDEX)/;

it('the migrations from empty give the schema that the entities describe', async () => {
  const database = await createTestDatabase();
  const entities = [
    ...ACCESS_ENTITIES,
    ...ACTIVATION_ENTITIES,
    ...CARDS_ENTITIES,
    ...INVENTORY_ENTITIES,
    ...LEDGER_ENTITIES,
    ...REDEMPTION_ENTITIES,
    ...RETAIL_ENTITIES,
    ...RISK_ENTITIES,
    ...SUBSCRIPTIONS_ENTITIES,
    ...WEBHOOKS_ENTITIES,
    Sheet,
    CardTemplate,
    Proof,
    PrintHouse,
    HouseKey,
    Bundle,
    Canary,
    OutboxRow,
  ];
  const source = await new DataSource({ ...migrationOptions(database.url), entities }).initialize();
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  await source.destroy();
  await database.drop();
  expect(upQueries.map(({ query }) => query).filter((query) => !UNDECLARED.test(query))).toEqual([]);
});
