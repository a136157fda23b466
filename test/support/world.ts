import { generateKeyPairSync, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccessModule } from '#lib/access';
import { ActivationModule, type Till } from '#lib/activation';
import { CARDS_A_BATCH, CardsModule, DigitSource, makePin, moveRange, recordEvents, serialOf } from '#lib/cards';
import { BulkTransactions, DatabaseModule, Transactions } from '#lib/database';
import { FinanceModule } from '#lib/finance';
import { InventoryModule } from '#lib/inventory';
import { newId } from '#lib/kernel';
import { LedgerModule, mintPostings, post } from '#lib/ledger';
import { RedemptionModule } from '#lib/redemption';
import { RetailModule, RetailService } from '#lib/retail';
import { type Config, Keyring, RuntimeModule, readConfig } from '#lib/runtime';
import { SubscriptionsModule, SubscriptionsService } from '#lib/subscriptions';
import { brokenPromises } from './promises.js';
import { type TestDatabase, createTestDatabase } from './database.js';

/** A card with the PIN that only its holder knows. */
export interface StockCard {
  readonly id: bigint;
  readonly serial: string;
  readonly pin: string;
}

export interface StockOptions {
  readonly months?: number;
  readonly priceMinor?: bigint;
  readonly state?: 'released' | 'sealed' | 'frozen';
  /** Where the cards are: in the warehouse, on their way, or on the peg (default). */
  readonly at?: 'printed' | 'shipped' | 'in_store';
  readonly storeId?: number;
  readonly plan?: string;
  /** Days from today; negative = the shelf life is over. */
  readonly sellByDays?: number;
}

const BOX_STATES = { shipped: 'shipped', in_store: 'received' } as const;

/** A private database with one retailer, store and till, and the services of the libs on it. */
export class World {
  private constructor(
    readonly config: Config,
    readonly keyring: Keyring,
    private readonly database: TestDatabase,
    private readonly home: string,
    private readonly app: INestApplicationContext,
    readonly till: Till,
  ) {}

  static async create({ receiving = 'strict' as 'strict' | 'lenient' } = {}): Promise<World> {
    const database = await createTestDatabase();
    const home = mkdtempSync(join(tmpdir(), 'reup-world-'));
    const config = readConfig({ DATABASE_URL: database.url, REUP_HOME: home, NODE_ENV: 'test', LOG_LEVEL: 'error' });
    const keyring = Keyring.open(config.keyringDir, { create: true });
    const app = await NestFactory.createApplicationContext(worldModule(config, keyring), {
      logger: false,
      abortOnError: false,
    });
    const till = await makeTill(app, receiving);
    return new World(config, keyring, database, home, app, till);
  }

  get url(): string {
    return this.database.url;
  }

  get<Service>(service: Type<Service> | (abstract new (...args: never[]) => Service)): Service {
    return this.app.get(service as Type<Service>);
  }

  get transactions(): Transactions {
    return this.app.get(Transactions);
  }

  /** Another till; of another store of another retailer unless one is named. */
  async otherTill(receiving: 'strict' | 'lenient' = 'strict'): Promise<Till> {
    return makeTill(this.app, receiving);
  }

  /** Cards as a mint, a print shop and a carrier leave them, their PINs kept aside. */
  async stock(count: number, options: StockOptions = {}): Promise<StockCard[]> {
    const {
      months = 3,
      priceMinor = 3_000n,
      state = 'released',
      at = 'in_store',
      storeId = this.till.storeId,
      plan = 'home',
      sellByDays = 365,
    } = options;
    const source = new DigitSource();
    return this.app.get(BulkTransactions).run(async (tx) => {
      const gtin = `0${randomInt(10 ** 6, 10 ** 7)}${randomInt(10 ** 5, 10 ** 6)}`;
      const [product] = await tx.rows<{ id: number }>(
        `INSERT INTO product (name, plan, months, price_minor, currency, gtin, shelf_months, after_sale_months)
         VALUES ($1, $2, $3, $4, 'USD', $5, 24, 24) RETURNING id`,
        [`Card ${newId()}`, plan, months, String(priceMinor), gtin],
      );
      const [batch] = await tx.rows<{ id: number }>(
        `INSERT INTO batch (id, product_id, quantity, state, months, price_minor, currency, gtin, plan, sell_by, after_sale_months, chunk_size, minted, pepper_id, requested_by)
         SELECT nextval('batch_number'), id, $2, $3, months, price_minor, currency, gtin, plan, current_date + $4::int, after_sale_months, 1000, $2, $5, $6
           FROM product WHERE id = $1 RETURNING id`,
        [product!.id, count, state, sellByDays, this.keyring.newestPepperId, newId()],
      );
      const first = BigInt(batch!.id) * CARDS_A_BATCH;
      const cards = Array.from({ length: count }, (_, i) => ({
        id: first + BigInt(i),
        serial: serialOf(first + BigInt(i)),
        pin: makePin(source),
      }));
      await tx.rows(
        `INSERT INTO card (id, pin_digest, pepper_id, state) SELECT id, digest, $3, 'printed' FROM unnest($1::bigint[], $2::bytea[]) AS c (id, digest)`,
        [
          cards.map(({ id }) => String(id)),
          cards.map(({ pin }) => this.keyring.digest(this.keyring.newestPepperId, pin)),
          this.keyring.newestPepperId,
        ],
      );
      const range = { firstCard: first, lastCard: first + BigInt(count - 1) };
      await recordEvents(tx, [{ kind: 'mint', ...range, actor: 'system' }]);
      await post(
        tx,
        mintPostings({ source: newId(), batchId: batch!.id, months, cards: count, businessDate: '2026-01-01' }),
      );
      if (at !== 'printed') {
        await moveRange(tx, { ...range, from: 'printed', event: 'ship', storeId, actor: 'system' });
        await tx.rows(
          `INSERT INTO consignment (id, store_id, state, first_card, last_card, cards, received, shipped_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, 'system')`,
          [
            newId(),
            storeId,
            BOX_STATES[at],
            String(first),
            String(range.lastCard),
            count,
            at === 'in_store' ? count : null,
          ],
        );
      }
      if (at === 'in_store')
        await moveRange(tx, { ...range, from: 'shipped', event: 'receive', storeId, actor: 'system' });
      return cards;
    });
  }

  /** A device; `opening` = the months it came with and the day on which they began. */
  async device(
    options: { plan?: string; zone?: string; opening?: { months: number; from: string } } = {},
  ): Promise<string> {
    const number = String(randomInt(10 ** 9, 10 ** 10));
    const { plan = 'home', zone = 'America/New_York', opening } = options;
    await this.app
      .get(SubscriptionsService)
      .addDevice({ number, plan, zone, ...(opening === undefined ? {} : { opening }) });
    return number;
  }

  async rows<Row = Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.transactions.read<Row>(sql, values);
  }

  async stateOf({ id }: Pick<StockCard, 'id'>): Promise<string> {
    const [row] = await this.rows<{ state: string }>('SELECT state FROM card WHERE id = $1', [String(id)]);
    return row!.state;
  }

  /** What `reup verify` would say of this database. */
  async broken(): Promise<string[]> {
    return brokenPromises(this.transactions, this.keyring);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.database.drop();
    rmSync(this.home, { recursive: true, force: true });
  }
}

function worldModule(config: Config, keyring: Keyring): Type<unknown> {
  @Module({
    imports: [
      RuntimeModule.with(config, keyring),
      DatabaseModule.forRoot(),
      AccessModule,
      CardsModule,
      LedgerModule,
      RetailModule,
      SubscriptionsModule,
      ActivationModule,
      RedemptionModule,
      InventoryModule,
      FinanceModule,
    ],
  })
  class WorldModule {}
  return WorldModule;
}

let shops = 0;

async function makeTill(app: INestApplicationContext, receiving: 'strict' | 'lenient'): Promise<Till> {
  const retail = app.get(RetailService);
  const publicKey = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const number = ++shops;
  return app.get(Transactions).run(async (tx) => {
    const retailer = await retail.createRetailer(tx, {
      name: `Retailer ${number}`,
      receiving,
      commissionBp: 800,
      clawBack: true,
      cutOffMinutes: 180,
      creditLimitMinor: null,
      sellsInBursts: true,
    });
    const store = await retail.createStore(tx, {
      retailerId: retailer.id,
      name: 'Main',
      address: '',
      zone: 'America/New_York',
    });
    const terminal = await retail.createTerminal(tx, { storeId: store.id, name: 'Till 1', publicKey });
    return {
      terminalId: terminal.id,
      storeId: store.id,
      retailerId: retailer.id,
      zone: store.zone,
      cutOffMinutes: 180,
      commissionBp: 800,
      receiving,
      clawBack: true,
      currency: 'USD',
      creditLimited: false,
      sellsInBursts: true,
      sandbox: false,
    };
  });
}
