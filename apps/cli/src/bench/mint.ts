import { randomFillSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { BatchReader, BatchService, MintService } from '#lib/card-batch';
import { Transactions } from '#lib/database';
import { invariant, newId } from '#lib/kernel';
import { readConfig } from '#lib/runtime';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { openServices } from '../demo/seed-demo.js';
import { type Figure, median, round2 } from './figure.js';
import { PeakMemory } from './peak-memory.js';
import { Stage } from './stage.js';

export interface MintBenchOptions {
  readonly cards: number;
  readonly signal: AbortSignal;
  readonly news: (text: string) => void;
}

/** Design §10. */
const RATIO = { floor: 0.6, aim: 1 } as const;
const MEMORY_MIB = { floor: 250, aim: 160 } as const;
const ROUNDS = 3;
const CHILD = 'mint-child.js';
/** Batch 999999 is the raw side's own. */
const RAW_FIRST = 9_999_990_000_000;
const COPY_PIECE_BYTES = 64 * 1_024;

/**
 * A mint as the worker runs it, from its child's start to its last commit, beside one `COPY` of as many rows into the
 * same empty table with the same indexes: in pairs, a raw one on both sides of each of ours, a checkpoint before each.
 */
export async function measureMint({ cards, signal, news }: MintBenchOptions): Promise<Figure[]> {
  return Stage.with(async (stage) => {
    const env = { DATABASE_URL: stage.url, REUP_HOME: stage.folder, NODE_ENV: 'development', LOG_LEVEL: 'error' };
    const app = await openServices(readConfig(env), stage.keyring);
    try {
      const mint = await Mint.prepare(app, cards, signal);
      const rows = rawRows(cards);
      const raw = async (): Promise<number> => cards / (await onEmptyTable(stage, () => copyRaw(stage.url, rows)));
      const raws: number[] = [await raw()];
      const ours: number[] = [];
      const equations: number[] = [];
      const memory: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        signal.throwIfAborted();
        const peak = new PeakMemory(CHILD);
        ours.push(cards / (await onEmptyTable(stage, () => mint.run())));
        memory.push(peak.end());
        equations.push(await mint.countLast());
        raws.push(await raw());
        const [before, after] = raws.slice(-2).map((rate) => Math.round(rate));
        const mine = `${Math.round(ours.at(-1)!)}/s with ${Math.round(memory.at(-1)!)} MiB`;
        news(`${cards} cards: ${mine}, raw ${before} and ${after}/s`);
      }
      return figuresOf(ours, raws, memory, equations);
    } finally {
      await app.close();
    }
  });
}

function figuresOf(
  ours: readonly number[],
  raws: readonly number[],
  memory: readonly number[],
  equations: readonly number[],
): Figure[] {
  const plain = { floor: null, aim: null, better: 'high' } as const;
  const ratios = ours.map((rate, i) => rate / ((raws[i]! + raws[i + 1]!) / 2));
  return [
    { name: 'mint.rate', value: Math.round(median(ours)), unit: '1/s', ...plain },
    { name: 'mint.raw', value: Math.round(median(raws)), unit: '1/s', ...plain },
    { name: 'mint.ratio', value: round2(median(ratios)), unit: 'ratio', ...RATIO, better: 'high' },
    { name: 'mint.memory', value: Math.round(Math.max(...memory)), unit: 'MiB', ...MEMORY_MIB, better: 'low' },
    { name: 'mint.equation', value: Math.round(median(equations)), unit: 'ms', floor: null, aim: null, better: 'low' },
  ];
}

/** One approved batch after the other, minted by the service that the worker calls. */
class Mint {
  private last = 0;

  private constructor(
    private readonly app: INestApplicationContext,
    private readonly cards: number,
    private readonly productId: number,
    private readonly people: readonly [asks: string, approves: string],
    private readonly signal: AbortSignal,
  ) {}

  static async prepare(app: INestApplicationContext, cards: number, signal: AbortSignal): Promise<Mint> {
    const people = [newId(), newId()] as const;
    const transactions = app.get(Transactions);
    await transactions.read(
      `INSERT INTO staff (id, email, name, password_hash, roles)
       SELECT id, id || '@reup.example', 'Bench', '-', ARRAY['batch-manager', 'approver'] FROM unnest($1::uuid[]) AS id`,
      [people],
    );
    const [product] = await transactions.read<{ id: number }>(
      `INSERT INTO product (name, plan, months, price_minor, currency, gtin, shelf_months, after_sale_months)
       VALUES ('Bench', 'home', 1, 3000, 'USD', '09501101530003', 24, 24) RETURNING id`,
    );
    return new Mint(app, cards, product!.id, people, signal);
  }

  /** In seconds, from the child's start to the last commit. */
  async run(): Promise<number> {
    const batches = this.app.get(BatchService);
    const wanted = { productId: this.productId, quantity: this.cards, staffId: this.people[0] };
    const { id } = await this.app.get(Transactions).run((tx) => batches.request(tx, wanted));
    await batches.approve(id, this.people[1]);
    this.last = id;
    const seconds = await inSeconds(() => this.app.get(MintService).run(id, this.signal));
    const { state, minted } = await this.app.get(BatchReader).get(id);
    invariant(state === 'minted' && minted === this.cards, 'the bench mints what it asks for');
    return seconds;
  }

  /** How long the equation of the batch just minted takes, in milliseconds. */
  async countLast(): Promise<number> {
    let closes = false;
    const seconds = await inSeconds(async () => {
      ({ closes } = await this.app.get(BatchReader).equation(this.last));
    });
    invariant(closes, 'a batch just minted adds up');
    return seconds * 1_000;
  }
}

async function onEmptyTable(stage: Stage, work: () => Promise<number>): Promise<number> {
  await stage.source.query('TRUNCATE card, batch_chunk');
  await stage.source.query('CHECKPOINT');
  return work();
}

async function copyRaw(url: string, rows: Buffer): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const pieces = Readable.from(inPieces(rows));
    const sql = 'COPY card (id, pin_digest, pepper_id, state) FROM STDIN (FORMAT binary)';
    return await inSeconds(() => pipeline(pieces, client.query(copyFrom(sql))));
  } finally {
    await client.end();
  }
}

function* inPieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += COPY_PIECE_BYTES) yield bytes.subarray(at, at + COPY_PIECE_BYTES);
}

/** PostgreSQL's binary COPY format: what a mint's rows are, with random digests, made before the clock runs. */
function rawRows(cards: number): Buffer {
  const state = Buffer.from('printed', 'latin1');
  const rowBytes = 2 + (4 + 8) + (4 + 16) + (4 + 2) + (4 + state.length);
  const head = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
  const bytes = Buffer.alloc(head.length + cards * rowBytes + 2);
  head.copy(bytes);
  for (let i = 0, at = head.length; i < cards; i++, at += rowBytes) {
    bytes.writeInt16BE(4, at);
    bytes.writeInt32BE(8, at + 2);
    bytes.writeBigInt64BE(BigInt(RAW_FIRST + i), at + 6);
    bytes.writeInt32BE(16, at + 14);
    randomFillSync(bytes, at + 18, 16);
    bytes.writeInt32BE(2, at + 34);
    bytes.writeInt16BE(1, at + 38);
    bytes.writeInt32BE(state.length, at + 40);
    state.copy(bytes, at + 44);
  }
  bytes.writeInt16BE(-1, bytes.length - 2);
  return bytes;
}

async function inSeconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}
