import fc from 'fast-check';
import { NO_PACE, paceOf } from './mint-pace.js';

describe('the pace of a mint', () => {
  it('is unknown until a second chunk is written', () => {
    expect(paceOf([], 10, 0)).toEqual(NO_PACE);
    expect(paceOf([{ cards: 10, atMs: 5 }], 10, 900)).toEqual(NO_PACE);
    expect(
      paceOf(
        [
          { cards: 10, atMs: 5 },
          { cards: 10, atMs: 5 },
        ],
        10,
        5,
      ),
    ).toEqual(NO_PACE);
  });

  it('is that of a steady mint, to the last card', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 20_000 }),
        fc.integer({ min: 10, max: 1_000 }),
        fc.integer({ min: 2, max: 50 }),
        fc.integer({ min: 0, max: 500 }),
        (cards, everyMs, written, missing) => {
          const chunks = Array.from({ length: written }, (_, i) => ({ cards, atMs: i * everyMs }));
          const { ratePerS, leftS } = paceOf(chunks, missing * cards, (written - 1) * everyMs);
          expect(Math.abs(ratePerS! - (cards * 1_000) / everyMs)).toBeLessThanOrEqual(0.5);
          expect(Math.abs(leftS! - (missing * everyMs) / 1_000)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('falls while a mint stands still', () => {
    const chunks = [0, 100, 200].map((atMs) => ({ cards: 1_000, atMs }));
    const rates = [200, 400, 4_000].map((nowMs) => paceOf(chunks, 5_000, nowMs).ratePerS!);
    expect(rates).toEqual([10_000, 5_000, 500]);
  });
});
