import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SERIAL_PREFIX, batchNumber } from '#lib/cards';

const LINE_BYTES = 17;
const LOW_DIGITS = 4;
/** The cards of one block differ in their last four digits only: some tenths of a millisecond between two turns. */
const BLOCK = 10 ** LOW_DIGITS;
const HIGH_DIGITS = 3;
const HEAD_BYTES = SERIAL_PREFIX.length + 6 + HIGH_DIGITS;
const ZERO = 48;

/**
 * SHA-256, in hex, of the serials of a batch in their order, each with a line end, without the cards left out (their
 * indexes, ascending). Whoever has the list of printed serials can come to the same. Ten million take a second: in
 * bytes, not by `serialOf`, to which the spec compares it.
 */
export async function serialsDigest(batchId: number, quantity: number, leftOut: readonly number[]): Promise<string> {
  const hash = createHash('sha256');
  const low = lowDigits();
  const lines = Buffer.alloc(BLOCK * LINE_BYTES);
  let skipped = 0;
  for (let from = 0; from < quantity; from += BLOCK) {
    const head = Buffer.from(
      `${SERIAL_PREFIX}${batchNumber(batchId)}${String(from / BLOCK).padStart(HIGH_DIGITS, '0')}`,
      'latin1',
    );
    const headSum = luhnSum(head, 0);
    let at = 0;
    for (let i = 0; i < Math.min(BLOCK, quantity - from); i++) {
      if (leftOut[skipped] === from + i) {
        skipped++;
        continue;
      }
      head.copy(lines, at);
      low.digits.copy(lines, at + HEAD_BYTES, i * LOW_DIGITS, (i + 1) * LOW_DIGITS);
      lines[at + LINE_BYTES - 2] = ZERO + ((10 - ((headSum + low.sums[i]!) % 10)) % 10);
      lines[at + LINE_BYTES - 1] = 10;
      at += LINE_BYTES;
    }
    hash.update(lines.subarray(0, at));
    await nextTurn();
  }
  return hash.digest('hex');
}

/** 0000 to 9999, and what each adds to Luhn's sum at the end of fifteen digits. */
function lowDigits(): { readonly digits: Buffer; readonly sums: Uint8Array } {
  const digits = Buffer.from(
    Array.from({ length: BLOCK }, (_, i) => String(i).padStart(LOW_DIGITS, '0')).join(''),
    'latin1',
  );
  const sums = Uint8Array.from({ length: BLOCK }, (_, i) =>
    luhnSum(digits.subarray(i * LOW_DIGITS, (i + 1) * LOW_DIGITS), HEAD_BYTES),
  );
  return { digits, sums };
}

/** Of fifteen digits Luhn doubles the first, the third …; `from` is the place of the first one here. */
function luhnSum(digits: Uint8Array, from: number): number {
  return digits.reduce((sum, character, i) => {
    const digit = character - ZERO;
    if ((from + i) % 2 === 1) return sum + digit;
    return sum + (digit > 4 ? digit * 2 - 9 : digit * 2);
  }, 0);
}
