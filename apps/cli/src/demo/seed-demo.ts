import { Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccessModule, TotpFactor } from '#lib/access';
import { ActivationModule } from '#lib/activation';
import { CardBatchModule } from '#lib/card-batch';
import { CardStockModule } from '#lib/card-stock';
import { CardsModule, ProductCatalogue } from '#lib/cards';
import { DatabaseModule, Transactions } from '#lib/database';
import { InventoryModule } from '#lib/inventory';
import { QueueModule } from '#lib/queue';
import { RedemptionModule } from '#lib/redemption';
import { RetailModule, RetailService } from '#lib/retail';
import { type Config, ConfigInvalid, JsonLogger, type Keyring, RuntimeModule } from '#lib/runtime';
import { SubscriptionsModule, SubscriptionsService } from '#lib/subscriptions';
import { DemoCards } from './demo-cards.js';
import { clerksOf } from './demo-clerks.js';
import { readDevices, seedCustomers } from './demo-customers.js';
import { type DemoFile, writeDemoFile } from './demo-file.js';
import { seedPeople } from './demo-people.js';
import { seedProducts } from './demo-products.js';
import { seedRegister } from './demo-register.js';
import { whyNoDemo } from './demo-rules.js';
import { seedSandbox } from './demo-sandbox.js';
import { type DemoShops, seedShops } from './demo-shops.js';
import { seedTaxes } from './demo-taxes.js';
import { seedTemplates } from './demo-templates.js';

/** Builds the demo world in an empty, migrated database and writes `demo.json` last: it is there = the world is whole. */
export async function seedDemo(config: Config, keyring: Keyring): Promise<DemoFile> {
  const refusal = whyNoDemo(config);
  if (refusal !== undefined) throw new ConfigInvalid(refusal);
  const app = await openServices(config, keyring);
  try {
    const demo = await build(app, config);
    await writeDemoFile(config.home, demo);
    return demo;
  } finally {
    await app.close();
  }
}

/** The services that the API calls, without the API. */
export function openServices(config: Config, keyring: Keyring): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(seedModule(config, keyring), {
    logger: new JsonLogger('warn'),
    abortOnError: false,
  });
}

async function build(app: INestApplicationContext, config: Config): Promise<DemoFile> {
  const transactions = app.get(Transactions);
  const people = await seedPeople(transactions, app.get(TotpFactor));
  const products = await seedProducts(transactions, app.get(ProductCatalogue));
  // The proof is drawn in a process of its own meanwhile.
  const [{ stores, terminals, tills, devices }] = await Promise.all([
    seedOthers(app),
    seedTemplates(app, people, Number(products[0]!.id)),
  ]);
  const register = await seedRegister(transactions, app.get(RetailService), stores.at(-1)!);
  const sandbox = await seedSandbox(transactions, app.get(RetailService));
  const cards = await new DemoCards(app, people, tills, devices).seed(products.map(({ id }) => id));
  const staff = people.map(({ file }) => file);
  return {
    url: config.publicUrl,
    staff,
    stores,
    terminals,
    clerks: clerksOf(stores),
    register,
    products,
    devices: await readDevices(transactions),
    sandbox,
    cards,
  };
}

/** Who sells and who buys. */
async function seedOthers(app: INestApplicationContext): Promise<DemoShops & Pick<DemoFile, 'devices'>> {
  const transactions = app.get(Transactions);
  await seedTaxes(transactions);
  const shops = await seedShops(transactions, app.get(RetailService));
  return { ...shops, devices: await seedCustomers(app.get(SubscriptionsService), transactions) };
}

function seedModule(config: Config, keyring: Keyring): Type<unknown> {
  @Module({
    imports: [
      RuntimeModule.with(config, keyring),
      DatabaseModule.forRoot(),
      QueueModule.forRoot(),
      AccessModule,
      RetailModule,
      CardsModule,
      SubscriptionsModule,
      CardBatchModule,
      CardStockModule,
      InventoryModule,
      ActivationModule,
      RedemptionModule,
    ],
  })
  class SeedModule {}
  return SeedModule;
}
