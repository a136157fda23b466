import { createHash } from 'node:crypto';
import { cardId, serialOf } from '#lib/cards';
import fc from 'fast-check';
import { serialsDigest } from './serials-digest.js';

function plainly(batchId: number, quantity: number, leftOut: readonly number[]): string {
  const hash = createHash('sha256');
  for (let i = 0; i < quantity; i++) if (!leftOut.includes(i)) hash.update(`${serialOf(cardId(batchId, i))}\n`);
  return hash.digest('hex');
}

describe('the digest of a batch’s serials', () => {
  it('is that of the serials one by one, without those left out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 999_999 }),
        fc.integer({ min: 1, max: 300 }),
        fc.uniqueArray(fc.nat(299), { maxLength: 20 }),
        async (batchId, quantity, some) => {
          const leftOut = some.filter((index) => index < quantity).sort((a, b) => a - b);
          expect(await serialsDigest(batchId, quantity, leftOut)).toBe(plainly(batchId, quantity, leftOut));
        },
      ),
    );
  });

  it('goes over the blocks’ ends', async () => {
    const leftOut = [0, 9_998, 9_999, 10_000, 20_002];
    expect(await serialsDigest(117, 20_003, leftOut)).toBe(plainly(117, 20_003, leftOut));
    expect(await serialsDigest(117, 20_003, [])).not.toBe(await serialsDigest(117, 20_002, []));
  });
});
