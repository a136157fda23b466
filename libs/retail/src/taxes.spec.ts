import { shareOf } from '#lib/kernel';
import fc from 'fast-check';
import { type TaxRule, taxesOn } from './taxes.js';

const prices = fc.bigInt({ min: 1n, max: 10n ** 12n });
const shares = fc.integer({ min: 1, max: 10_000 });
const rule = (more: Partial<TaxRule>): TaxRule => ({ name: 'Tax', rateBp: 0, flatMinor: 0n, currency: 'USD', ...more });

describe('taxes on a price', () => {
  it('are lines of their own, each by its name', () => {
    const rules = [rule({ name: '9-1-1 fee', rateBp: 200 }), rule({ name: 'Relay fee', flatMinor: 51n })];
    expect(taxesOn(3_000n, 'USD', rules)).toEqual([
      { name: '9-1-1 fee', amountMinor: 60n },
      { name: 'Relay fee', amountMinor: 51n },
    ]);
  });

  it.each([
    [1_999n, 825, 165n], // 164.9175
    [1_000n, 825, 83n], // 82.5 is half: up
    [50n, 100, 1n], // 0.5
    [49n, 100, undefined], // 0.49: no line at all
    [3_000n, 0, undefined],
  ])('of %s at %s hundredths of a percent: %s', (price, rateBp, amount) => {
    const lines = taxesOn(price, 'USD', [rule({ rateBp })]);
    expect(lines.map(({ amountMinor }) => amountMinor)).toEqual(amount === undefined ? [] : [amount]);
  });

  it('are rounded half up for each line: never more than half a minor unit off, and never of the sum', () => {
    fc.assert(
      fc.property(prices, fc.array(shares, { minLength: 1, maxLength: 5 }), (price, rates) => {
        const lines = taxesOn(
          price,
          'USD',
          rates.map((rateBp, i) => rule({ name: `Tax ${i}`, rateBp })),
        );
        rates.forEach((rateBp, i) => {
          const amount = lines.find(({ name }) => name === `Tax ${i}`)?.amountMinor ?? 0n;
          const off = amount * 10_000n - price * BigInt(rateBp);
          expect(off > -5_000n && off <= 5_000n).toBe(true);
        });
      }),
    );
  });

  it('of a flat fee are the fee, whatever the price', () => {
    fc.assert(
      fc.property(prices, fc.bigInt({ min: 1n, max: 1_000_000n }), (price, flatMinor) => {
        expect(taxesOn(price, 'USD', [rule({ flatMinor })])).toEqual([{ name: 'Tax', amountMinor: flatMinor }]);
      }),
    );
  });

  it('are none in another currency', () => {
    expect(taxesOn(3_000n, 'EUR', [rule({ rateBp: 200 }), rule({ flatMinor: 51n })])).toEqual([]);
  });
});

describe('a commission', () => {
  it('and what is owed are the price again', () => {
    fc.assert(
      fc.property(prices, fc.integer({ min: 0, max: 10_000 }), (price, bp) => {
        const commission = shareOf(price, bp);
        expect(commission >= 0n && commission <= price).toBe(true);
        expect(shareOf(price, 0)).toBe(0n);
        expect(shareOf(price, 10_000)).toBe(price);
      }),
    );
  });

  it('never falls while the share or the price grows', () => {
    fc.assert(
      fc.property(prices, prices, fc.integer({ min: 0, max: 9_999 }), (one, other, bp) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(shareOf(less, bp) <= shareOf(more, bp)).toBe(true);
        expect(shareOf(one, bp) <= shareOf(one, bp + 1)).toBe(true);
      }),
    );
  });
});
