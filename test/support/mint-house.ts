import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type INestApplicationContext, type LoggerService, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { AccessModule } from '#lib/access';
import {
  BatchReader,
  BatchService,
  CARD_BATCH_CHECKS,
  CardBatchModule,
  MintService,
  SealService,
} from '#lib/card-batch';
import { CardStockModule, type Sheet, SheetService } from '#lib/card-stock';
import { type Batch, CARDS_CHECKS, type CardRange, CardsModule, ProductCatalogue } from '#lib/cards';
import { DatabaseModule, Transactions } from '#lib/database';
import { newId } from '#lib/kernel';
import { LEDGER_CHECKS } from '#lib/ledger';
import { QueueModule } from '#lib/queue';
import { type Config, Keyring, RuntimeModule, readConfig } from '#lib/runtime';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { approvedTemplate } from './approved-template.js';
import { type TestDatabase, createTestDatabase } from './database.js';

export interface HouseOptions {
  readonly worker?: boolean;
  readonly redisUrl?: string;
  /** A migrated one; left out: on the server that the whole run shares. */
  readonly database?: TestDatabase;
  /** Left out: nothing is logged. */
  readonly logger?: LoggerService;
}

/** A database of its own with what mints and prints: a product, three people, and the worker where it is asked for. */
export class MintHouse {
  /** Who requests, who approves, and a third. */
  readonly manager = newId();
  readonly approver = newId();
  readonly other = newId();
  private template: Promise<number> | undefined;

  private constructor(
    readonly config: Config,
    readonly keyring: Keyring,
    private readonly database: TestDatabase,
    readonly home: string,
    private app: INestApplicationContext | undefined,
  ) {}

  static async create({
    worker = false,
    redisUrl = '',
    database: given,
    logger,
  }: HouseOptions = {}): Promise<MintHouse> {
    const database = given ?? (await createTestDatabase());
    const home = mkdtempSync(join(tmpdir(), 'reup-mint-'));
    const env = { DATABASE_URL: database.url, REDIS_URL: redisUrl, REUP_HOME: home, NODE_ENV: 'test' };
    const config = readConfig({ ...env, PUBLIC_URL: 'https://reup.example' });
    const keyring = Keyring.open(config.keyringDir, { create: true });
    const app = await open(config, keyring, worker, logger);
    const house = new MintHouse(config, keyring, database, home, app);
    await house.hire();
    return house;
  }

  get<Service>(service: abstract new (...args: never[]) => Service): Service {
    if (this.app === undefined) throw new Error('the house is asleep');
    return this.app.get(service as Type<Service>);
  }

  get batches(): BatchService {
    return this.get(BatchService);
  }
  get reader(): BatchReader {
    return this.get(BatchReader);
  }
  get mint(): MintService {
    return this.get(MintService);
  }
  get seals(): SealService {
    return this.get(SealService);
  }
  get sheets(): SheetService {
    return this.get(SheetService);
  }

  rows<Row = Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.get(Transactions).read<Row>(sql, values);
  }

  async request(
    quantity: number,
    product = 'Re-Up 3 months',
    bound: { readonly houseKeyId?: number } = {},
  ): Promise<Batch> {
    const productId = await this.product(product);
    await (this.template ??= approvedTemplate(this, { productId }));
    const asked = { productId, quantity, staffId: this.manager, ...bound };
    return this.get(Transactions).run((tx) => this.batches.request(tx, asked));
  }

  /** Requested and approved: its job is staged, and nobody here works on it unless there is a worker. */
  async approved(quantity: number, product?: string): Promise<Batch> {
    const { id } = await this.request(quantity, product);
    return this.batches.approve(id, this.approver);
  }

  async minted(quantity: number, product?: string): Promise<Batch> {
    const { id } = await this.approved(quantity, product);
    await this.mint.run(id, new AbortController().signal);
    return this.reader.get(id);
  }

  /** The first sheet of the whole batch or a range of it, asked for. */
  async requestSheet(batchId: number, range: Partial<CardRange> = {}): Promise<Sheet> {
    return (await this.requestSheets(batchId, range))[0];
  }

  /** All of them, in their order. */
  requestSheets(batchId: number, range: Partial<CardRange> = {}): Promise<readonly [Sheet, ...Sheet[]]> {
    const asked = { batchId, staffId: this.manager, ...range };
    return this.get(Transactions).run((tx) => this.sheets.request(tx, asked));
  }

  /** The same, made. */
  async madeSheet(batchId: number, range: Partial<CardRange> = {}): Promise<Sheet> {
    const { id } = await this.requestSheet(batchId, range);
    await this.sheets.make(id, new AbortController().signal);
    return this.sheets.get(batchId, id);
  }

  /** Printed, downloaded and sealed. */
  async sealed(quantity: number): Promise<Batch> {
    const { id } = await this.minted(quantity);
    const sheet = await this.madeSheet(id);
    await buffer((await this.sheets.openPdf(id, sheet.id, this.manager)).stream);
    return this.seals.seal(id, this.manager);
  }

  /** Runs SQL as the database's owner. */
  async asOwner(sql: string): Promise<void> {
    const owner = new pg.Client(this.config.database);
    await owner.connect();
    try {
      await owner.query(sql);
    } finally {
      await owner.end();
    }
  }

  /** What `reup verify` would say of batches, cards and the ledger. */
  async broken(): Promise<string[]> {
    const found: string[] = [];
    for (const check of [...CARDS_CHECKS, ...LEDGER_CHECKS, ...CARD_BATCH_CHECKS]) {
      const facts = await check.run((sql, values = []) => this.rows(sql, values));
      found.push(...facts.map((fact) => `${check.name}: ${fact}`));
    }
    return found;
  }

  /** Stops its process as a signal would; database, keys and sheets stay. */
  async sleep(): Promise<void> {
    const { app } = this;
    this.app = undefined;
    await app?.close();
  }

  async wake({ worker = false } = {}): Promise<void> {
    this.app = await open(this.config, this.keyring, worker);
  }

  async close(): Promise<void> {
    await this.sleep();
    await this.database.drop();
    rmSync(this.home, { recursive: true, force: true });
  }

  private async product(name: string): Promise<number> {
    const products = await this.rows<{ id: number; name: string; gtin: string }>('SELECT id, name, gtin FROM product');
    const known = products.find((product) => product.name === name);
    if (known !== undefined) return known.id;
    const terms = {
      plan: 'home',
      months: 3,
      priceMinor: 3_000n,
      currency: 'USD',
      shelfMonths: 24,
      afterSaleMonths: 60,
    };
    const gtin = ['09506000134352', '09506000134369', '09506000134376'].find(
      (one) => !products.some((known) => known.gtin === one),
    )!;
    const { id } = await this.get(Transactions).run((tx) =>
      this.get(ProductCatalogue).create(tx, { name, gtin, ...terms }),
    );
    return id;
  }

  private async hire(): Promise<void> {
    await this.get(Transactions).run((tx) =>
      tx.rows(
        `INSERT INTO staff (id, email, name, password_hash, roles)
         SELECT id, id || '@reup.example', 'Somebody', '-', ARRAY['batch-manager', 'approver'] FROM unnest($1::uuid[]) AS id`,
        [[this.manager, this.approver, this.other]],
      ),
    );
  }
}

function open(
  config: Config,
  keyring: Keyring,
  worker: boolean,
  logger: LoggerService | false = false,
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(moduleOf(config, keyring, worker), {
    logger,
    abortOnError: false,
  });
}

function moduleOf(config: Config, keyring: Keyring, worker: boolean): Type<unknown> {
  @Module({
    imports: [
      RuntimeModule.with(config, keyring),
      DatabaseModule.forRoot(),
      QueueModule.forRoot(),
      AccessModule,
      CardsModule,
      CardBatchModule,
      CardStockModule,
      ...(worker ? [WorkerModule] : []),
    ],
  })
  class MintHouseModule {}
  return MintHouseModule;
}

/** The pids of our children that run the compiled entry of this name. */
export function childrenRunning(entry: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isChildRunning(pid, entry));
}

function isChildRunning(pid: number, entry: string): boolean {
  try {
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
    return parent === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(entry);
  } catch {
    return false; // it has just ended
  }
}
