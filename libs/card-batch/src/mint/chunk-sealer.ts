import { createCipheriv, randomBytes } from 'node:crypto';
import { PIN_DIGITS } from './pin-press.js';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
/** A PIN in a chunk: its 16 digits as one number, big-endian. */
export const PIN_BYTES = 8;
const HALF = 100_000_000;
const ZERO = 48;

export interface SealedChunk {
  readonly iv: Buffer;
  /** Ciphertext and tag. */
  readonly sealed: Buffer;
}

/**
 * Encrypts the packed PINs of a chunk under the batch's key, as `openChunk` of libs/cards opens them. Batch, chunk and
 * count are authenticated, so that no chunk stands in for another; a chunk made again never reuses an IV.
 */
export function sealChunk(key: Buffer, batchId: number, chunk: number, pins: Buffer): SealedChunk {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  const place = Buffer.alloc(12);
  [batchId, chunk, pins.length / PIN_BYTES].forEach((number, i) => place.writeUInt32BE(number, i * 4));
  cipher.setAAD(place);
  return { iv, sealed: Buffer.concat([cipher.update(pins), cipher.final(), cipher.getAuthTag()]) };
}

/** Writes the PIN at `from` (16 ASCII digits) as a number at `to`. In doubles, not bigints: this is the mint's loop. */
export function packPin(digits: Uint8Array, from: number, packed: Buffer, to: number): void {
  let high = 0;
  let low = 0;
  for (let i = 0; i < PIN_DIGITS / 2; i++) {
    high = high * 10 + digits[from + i]! - ZERO;
    low = low * 10 + digits[from + PIN_DIGITS / 2 + i]! - ZERO;
  }
  // high * 10^8 + low may exceed 2^53; a quarter of it does not.
  const quarter = high * (HALF / 4) + Math.floor(low / 4);
  packed.writeUInt32BE(Math.floor(quarter / 2 ** 30), to);
  packed.writeUInt32BE((quarter % 2 ** 30) * 4 + (low % 4), to + 4);
}
