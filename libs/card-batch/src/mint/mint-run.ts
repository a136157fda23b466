import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { CardRows, COPY_CARDS_SQL } from './card-rows.js';
import { PIN_BYTES, type SealedChunk, packPin, sealChunk } from './chunk-sealer.js';
import type { MintFacts, MintOutcome } from './mint-input.js';
import { PIN_DIGITS, type PinPress } from './pin-press.js';
import type { PinDigester } from './pin-digester.js';

/** Our advisory locks' class: one mint a batch, however many workers believe that it is theirs. */
const MINTING = 740_021;
const LOCK_TIMEOUT = '55P03';
/** A digest that exists already hits one batch in a hundred at most; this many in one chunk mean something else. */
const DRAWS_MAX = 10;
const CARDS_A_BATCH = 10_000_000;

/** What makes and hides PINs. */
export interface MintTools {
  readonly press: PinPress;
  readonly digester: PinDigester;
  /** The batch's key. */
  readonly key: Buffer;
}

/**
 * Makes the chunks that are missing, each in one transaction, and no other. Each client is a lane: while one's rows
 * are written the other's are made.
 */
export async function mintMissing(
  clients: readonly Client[],
  facts: MintFacts,
  tools: MintTools,
): Promise<MintOutcome> {
  if (!(await isOurs(clients[0]!, facts.batchId))) return 'elsewhere';
  const todo = await missingChunks(clients[0]!, facts);
  const outcomes = await Promise.all(clients.map((client) => new Lane(client, facts, tools).work(todo)));
  return outcomes.includes('stopped') ? 'stopped' : 'complete';
}

/** Waits for a child whose parent was killed, which soon ends; whoever keeps the lock for longer is alive. */
async function isOurs(client: Client, batchId: number): Promise<boolean> {
  try {
    await client.query('SELECT pg_advisory_lock($1, $2)', [MINTING, batchId]);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_TIMEOUT) return false;
    throw error;
  }
}

async function missingChunks(client: Client, { batchId, quantity, chunkSize }: MintFacts): Promise<number[]> {
  const { rows } = await client.query<{ chunk: number }>(
    `SELECT chunk FROM generate_series(0, $2::int - 1) AS chunk
      WHERE NOT EXISTS (SELECT FROM batch_chunk WHERE batch_id = $1 AND batch_chunk.chunk = chunk.chunk) ORDER BY chunk`,
    [batchId, Math.ceil(quantity / chunkSize)],
  );
  return rows.map(({ chunk }) => chunk);
}

/** One connection with buffers of its own, filled again and again. */
class Lane {
  private readonly rows: CardRows;
  private readonly digits = Buffer.alloc(PIN_DIGITS);
  private readonly packed: Buffer;

  constructor(
    private readonly client: Client,
    private readonly facts: MintFacts,
    private readonly tools: MintTools,
  ) {
    const cardsMax = Math.min(facts.chunkSize, facts.quantity);
    this.rows = new CardRows(cardsMax, facts.pepperId);
    this.packed = Buffer.alloc(cardsMax * PIN_BYTES);
  }

  async work(todo: number[]): Promise<MintOutcome> {
    for (let chunk = todo.shift(); chunk !== undefined; chunk = todo.shift()) {
      if (await this.mintChunk(chunk)) continue;
      todo.length = 0;
      return 'stopped';
    }
    return 'complete';
  }

  /** Draws again when a PIN of the chunk is another card's already: COPY refuses the whole chunk, and nothing was written. */
  private async mintChunk(chunk: number): Promise<boolean> {
    for (let draws = 1; ; draws++) {
      try {
        return await this.writeChunk(chunk);
      } catch (error) {
        await this.client.query('ROLLBACK').catch(() => undefined);
        const { code, constraint } = error as { code?: string; constraint?: string };
        const taken = code === '23505' && constraint === 'card_pin_digest_once';
        if (!taken || draws === DRAWS_MAX) throw error;
      }
    }
  }

  /** False when the batch is no longer minting: then nothing was written. */
  private async writeChunk(chunk: number): Promise<boolean> {
    const { batchId, quantity, chunkSize } = this.facts;
    const firstIndex = chunk * chunkSize;
    const cards = Math.min(chunkSize, quantity - firstIndex);
    const firstCard = batchId * CARDS_A_BATCH + firstIndex; // 13 digits: exact in a double
    this.makeCards(firstCard, cards);
    const { iv, sealed } = this.sealCards(chunk, cards);

    await this.client.query('BEGIN');
    await pipeline([this.rows.copyData(cards)], this.client.query(copyFrom(COPY_CARDS_SQL)));
    await this.client.query(
      'INSERT INTO batch_chunk (batch_id, chunk, first_index, cards, iv, sealed_pins) VALUES ($1, $2, $3, $4, $5, $6)',
      [batchId, chunk, firstIndex, cards, iv, sealed],
    );
    await this.client.query(
      `INSERT INTO card_event (kind, first_card, last_card, actor, detail) VALUES ('mint', $1, $2, 'system', $3)`,
      [firstCard, firstCard + cards - 1, JSON.stringify({ chunk })],
    );
    // Last, for the batch's row is locked from here on: the other lane waits, and a cancel is seen.
    const { rowCount } = await this.client.query(
      `UPDATE batch SET minted = minted + $2 WHERE id = $1 AND state = 'minting'`,
      [batchId, cards],
    );
    await this.client.query(rowCount === 1 ? 'COMMIT' : 'ROLLBACK');
    return rowCount === 1;
  }

  private makeCards(firstCard: number, cards: number): void {
    const { press, digester } = this.tools;
    for (let i = 0; i < cards; i++) {
      press.press(this.digits, 0);
      packPin(this.digits, 0, this.packed, i * PIN_BYTES);
      digester.digest(this.digits, 0, this.rows.buffer, this.rows.digestAt(i));
      this.rows.setId(i, firstCard + i);
    }
    this.digits.fill(0);
  }

  private sealCards(chunk: number, cards: number): SealedChunk {
    const sealed = sealChunk(this.tools.key, this.facts.batchId, chunk, this.packed.subarray(0, cards * PIN_BYTES));
    this.packed.fill(0);
    return sealed;
  }
}
