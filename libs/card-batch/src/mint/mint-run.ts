import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { DataSource, QueryRunner } from 'typeorm';
import { CARDS_A_BATCH, DigitSource, PIN_BYTES, PIN_DIGITS, packPin, recordEvents, sealChunk } from '#lib/cards';
import { type Tx, constraintOf, entityTx, sqlState } from '#lib/database';
import { invariant } from '#lib/kernel';
import { CardRows, COPY_CARDS_SQL } from './card-rows.js';
import { pressPin } from './pin-press.js';
import { PinDigester } from './pin-digester.js';

/** Two connections: while one's rows are written the other's are made. More would only wait for the disk. */
export const MINT_LANES = 2;
/** Our advisory locks' class: one mint a batch, however many workers believe that it is theirs. */
const MINTING = 740_021;
/** A digest that exists already hits one batch in a hundred at most; this many in one chunk mean something else. */
const DRAWS_MAX = 10;

export interface MintFacts {
  readonly batchId: number;
  readonly quantity: number;
  readonly chunkSize: number;
  readonly pepperId: number;
}

export interface MintSecrets {
  readonly key: Buffer;
  readonly pepper: Buffer;
}

/** `stopped`: the batch is no longer minting, someone cancelled it. */
export type MintOutcome = 'complete' | 'stopped';

/** Makes the chunks that are missing, each in one transaction, and no other. */
export async function mintMissing(source: DataSource, facts: MintFacts, secrets: MintSecrets): Promise<MintOutcome> {
  const runners = Array.from({ length: MINT_LANES }, () => source.createQueryRunner());
  try {
    const first = runners[0]!;
    await entityTx(first.manager).rows('SELECT pg_advisory_lock($1, $2)', [MINTING, facts.batchId]);
    const todo = await missingChunks(entityTx(first.manager), facts);
    const lanes = runners.map((runner) => new Lane(runner, facts, secrets));
    const outcomes = await Promise.all(lanes.map((lane) => lane.work(todo)));
    return outcomes.includes('stopped') ? 'stopped' : 'complete';
  } finally {
    for (const runner of runners) await runner.release();
  }
}

async function missingChunks(tx: Tx, { batchId, quantity, chunkSize }: MintFacts): Promise<number[]> {
  const rows = await tx.rows<{ chunk: number }>(
    `SELECT chunk FROM generate_series(0, $2::int - 1) AS chunk
      WHERE NOT EXISTS (SELECT FROM batch_chunk WHERE batch_id = $1 AND batch_chunk.chunk = chunk.chunk) ORDER BY chunk`,
    [batchId, Math.ceil(quantity / chunkSize)],
  );
  return rows.map(({ chunk }) => chunk);
}

interface CopyClient {
  query<Stream>(stream: Stream): Stream;
}

/** One connection with buffers of its own, filled again and again. */
class Lane {
  private readonly source = new DigitSource();
  private readonly digester: PinDigester;
  private readonly rows: CardRows;
  private readonly digits: Buffer;
  private readonly packed: Buffer;

  constructor(
    private readonly runner: QueryRunner,
    private readonly facts: MintFacts,
    private readonly secrets: MintSecrets,
  ) {
    this.digester = new PinDigester(secrets.pepper);
    this.rows = new CardRows(facts.chunkSize, facts.pepperId);
    this.digits = Buffer.alloc(PIN_DIGITS);
    this.packed = Buffer.alloc(facts.chunkSize * PIN_BYTES);
  }

  async work(todo: number[]): Promise<MintOutcome> {
    try {
      for (let chunk = todo.shift(); chunk !== undefined; chunk = todo.shift()) {
        if (!(await this.mintChunk(chunk))) {
          todo.length = 0;
          return 'stopped';
        }
      }
      return 'complete';
    } finally {
      this.digester.wipe();
    }
  }

  /** Draws again when a PIN of the chunk is another card's already: COPY refuses the whole chunk, and nothing was written. */
  private async mintChunk(chunk: number): Promise<boolean> {
    for (let draws = 1; ; draws++) {
      try {
        return await this.writeChunk(chunk);
      } catch (error) {
        const taken = sqlState(error) === '23505' && constraintOf(error) === 'card_pin_digest_once';
        if (!taken || draws === DRAWS_MAX) throw error;
      }
    }
  }

  /** False when the batch is no longer minting: then nothing was written. */
  private async writeChunk(chunk: number): Promise<boolean> {
    const { batchId, quantity, chunkSize } = this.facts;
    const firstIndex = chunk * chunkSize;
    const cards = Math.min(chunkSize, quantity - firstIndex);
    this.makeCards(firstIndex, cards);
    const { iv, sealed } = this.sealCards(chunk, cards);

    const firstCard = BigInt(batchId) * CARDS_A_BATCH + BigInt(firstIndex);
    const tx = entityTx(this.runner.manager);
    await this.runner.startTransaction();
    try {
      const client = (await this.runner.connect()) as CopyClient;
      await pipeline([this.rows.copyData(cards)], client.query(copyFrom(COPY_CARDS_SQL)));
      await tx.rows(
        'INSERT INTO batch_chunk (batch_id, chunk, first_index, cards, iv, sealed_pins) VALUES ($1, $2, $3, $4, $5, $6)',
        [batchId, chunk, firstIndex, cards, iv, sealed],
      );
      await recordEvents(tx, [
        { kind: 'mint', firstCard, lastCard: firstCard + BigInt(cards - 1), actor: 'system', detail: { chunk } },
      ]);
      // Last, for the batch's row is locked from here on: the other lane waits, and a cancel is seen.
      const minting = await tx.rows(
        `UPDATE batch SET minted = minted + $2 WHERE id = $1 AND state = 'minting' RETURNING 1`,
        [batchId, cards],
      );
      if (minting.length === 1) await this.runner.commitTransaction();
      else await this.runner.rollbackTransaction();
      return minting.length === 1;
    } catch (error) {
      if (this.runner.isTransactionActive) await this.runner.rollbackTransaction().catch(() => undefined);
      throw error;
    }
  }

  private makeCards(firstIndex: number, cards: number): void {
    const firstId = this.facts.batchId * Number(CARDS_A_BATCH) + firstIndex; // 13 digits: exact in a double
    for (let i = 0; i < cards; i++) {
      pressPin(this.source, this.digits, 0);
      packPin(this.digits, 0, this.packed, i * PIN_BYTES);
      this.digester.digest(this.digits, 0, this.rows.buffer, this.rows.digestAt(i));
      this.rows.setId(i, firstId + i);
    }
    this.digits.fill(0);
  }

  private sealCards(chunk: number, cards: number): { readonly iv: Buffer; readonly sealed: Buffer } {
    const pins = this.packed.subarray(0, cards * PIN_BYTES);
    const sealed = sealChunk(this.secrets.key, { batchId: this.facts.batchId, chunk, cards }, pins);
    this.packed.fill(0);
    return sealed;
  }
}

/** The digests of a run are checked once against the keyring's own before the first card is written. */
export function provePepper(digester: PinDigester, expected: (pin: string) => Buffer): void {
  const source = new DigitSource();
  const digits = Buffer.alloc(PIN_DIGITS);
  const digest = Buffer.alloc(16);
  for (let i = 0; i < 32; i++) {
    pressPin(source, digits, 0);
    digester.digest(digits, 0, digest, 0);
    invariant(digest.equals(expected(digits.toString('latin1'))), 'the mint digests as the redemption does');
  }
}
