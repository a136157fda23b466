import { createDecipheriv } from 'node:crypto';
import type { Tx } from '#lib/database';
import { invariant } from '#lib/kernel';
import { PIN_DIGITS } from './pin.js';

const CIPHER = 'aes-256-gcm';
const TAG_BYTES = 16;
/** A PIN in a chunk: its 16 digits as one number, big-endian. */
export const PIN_BYTES = 8;

/** Which cards a chunk holds. Part of what is authenticated, so that no chunk can stand in for another. */
export interface ChunkPlace {
  readonly batchId: number;
  readonly chunk: number;
  readonly cards: number;
}

export interface SealedChunk {
  readonly iv: Buffer;
  /** Ciphertext and tag. */
  readonly sealed: Buffer;
}

/** The packed PINs; throws when key, place or content is not what was sealed. Fill the buffer with 0 after use. */
export function openChunk(key: Buffer, place: ChunkPlace, { iv, sealed }: SealedChunk): Buffer {
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad(place));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const pins = decipher.update(sealed.subarray(0, -TAG_BYTES));
  decipher.final();
  invariant(pins.length === place.cards * PIN_BYTES, 'a chunk holds all its PINs');
  return pins;
}

function aad({ batchId, chunk, cards }: ChunkPlace): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(batchId, 0);
  bytes.writeUInt32BE(chunk, 4);
  bytes.writeUInt32BE(cards, 8);
  return bytes;
}

export function unpackPin(packed: Buffer, index: number): string {
  return packed
    .readBigUInt64BE(index * PIN_BYTES)
    .toString()
    .padStart(PIN_DIGITS, '0');
}

interface ChunkRow {
  readonly chunk: number;
  readonly first_index: number;
  readonly cards: number;
  readonly iv: Buffer;
  readonly sealed_pins: Buffer;
}

/** One card's secret, as the printer needs it. */
export interface OpenedPin {
  readonly index: number;
  readonly pin: string;
}

/**
 * The PINs of the cards with these indexes (both included), in order, one chunk in memory at a time. `tx` may be any
 * reader: the chunks of a minted batch do not change until the seal deletes them, which ends this with a broken invariant.
 */
export async function* readPins(
  tx: Tx,
  key: Buffer,
  {
    batchId,
    firstIndex,
    lastIndex,
  }: { readonly batchId: number; readonly firstIndex: number; readonly lastIndex: number },
): AsyncGenerator<OpenedPin, void, undefined> {
  for (let next = firstIndex; next <= lastIndex; ) {
    const [row] = await tx.rows<ChunkRow>(
      `SELECT chunk, first_index, cards, iv, sealed_pins FROM batch_chunk
        WHERE batch_id = $1 AND first_index <= $2 AND first_index + cards > $2`,
      [batchId, next],
    );
    invariant(row !== undefined, 'the chunk of a card is there until the seal');
    const place = { batchId, chunk: row.chunk, cards: row.cards };
    const pins = openChunk(key, place, { iv: row.iv, sealed: row.sealed_pins });
    try {
      const end = Math.min(lastIndex, row.first_index + row.cards - 1);
      for (; next <= end; next++) yield { index: next, pin: unpackPin(pins, next - row.first_index) };
    } finally {
      pins.fill(0);
    }
  }
}
