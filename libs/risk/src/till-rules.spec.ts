import fc from 'fast-check';
import {
  RULE_IDS,
  TILL_RULES,
  type TillRule,
  burstOf,
  clerkRate,
  clerkReverse,
  creditStage,
  reaches,
  receiptOver,
  swapScan,
  unrung,
} from './till-rules.js';

const small = fc.integer({ min: 0, max: 10_000 });
const minor = fc.bigInt({ min: 0n, max: 10n ** 12n });

describe('the table of rules', () => {
  it.each(RULE_IDS)('%s says whom it watches, from when on it acts, and why', (id) => {
    const rule: TillRule = TILL_RULES[id];
    expect(rule.subject).not.toBe('');
    expect(rule.why).not.toBe('');
    expect(Object.keys(rule.limits).length).toBeGreaterThan(0);
  });

  it('knows `over` from `from`', () => {
    expect([5, 6].map((n) => reaches({ over: 5, unit: 'sales', action: 'prompt' }, n))).toEqual([false, true]);
    expect([4, 5].map((n) => reaches({ from: 5, unit: 'sales', action: 'prompt' }, n))).toEqual([false, true]);
  });
});

describe('till.burst', () => {
  it('prompts at the 6th sale and refuses the 21st', () => {
    const said = Array.from({ length: 22 }, (_, sales10min) => burstOf({ sales10min }));
    expect(said.slice(0, 5)).toEqual(Array(5).fill('none'));
    expect(said.slice(5, 20)).toEqual(Array(15).fill('prompt'));
    expect(said.slice(20)).toEqual(['locked', 'locked']);
  });

  it('asks for a supervisor above 500.00 on a receipt, whatever the currency’s minor unit', () => {
    expect([50_000n, 50_001n].map((sum) => receiptOver(sum, 'USD'))).toEqual([false, true]);
    expect([500n, 501n].map((sum) => receiptOver(sum, 'JPY'))).toEqual([false, true]);
    expect([500_000n, 500_001n].map((sum) => receiptOver(sum, 'KWD'))).toEqual([false, true]);
  });

  it('only grows stricter', () => {
    const order = ['none', 'prompt', 'locked'];
    fc.assert(
      fc.property(small, small, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        return (
          order.indexOf(burstOf({ sales10min: less })) <= order.indexOf(burstOf({ sales10min: more })) &&
          Number(receiptOver(BigInt(less), 'USD')) <= Number(receiptOver(BigInt(more), 'USD'))
        );
      }),
    );
  });
});

describe('clerk.rate', () => {
  it('tells of 4 undone of 100, not of 3; of 4 of 133, not of 4 of 134', () => {
    expect(clerkRate({ sales: 100, undone: 4 })).toBe(true);
    expect(clerkRate({ sales: 100, undone: 3 })).toBe(false);
    expect(clerkRate({ sales: 3, undone: 3 })).toBe(false);
    expect(clerkRate({ sales: 133, undone: 4 })).toBe(true);
    expect(clerkRate({ sales: 134, undone: 4 })).toBe(false);
  });

  it('is more than 3 and more than 3 %, exactly', () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 0, max: 10_000 }), (sales, part) => {
        const undone = Math.min(sales, part);
        expect(clerkRate({ sales, undone })).toBe(undone > 3 && BigInt(undone) * 100n > 3n * BigInt(sales));
      }),
    );
  });
});

it('clerk.reverse explains the first card and suspends with the second', () => {
  expect([0, 1, 2, 3].map((cards) => clerkReverse({ cards }))).toEqual(['none', 'exception', 'suspend', 'suspend']);
});

it('swap.scan lets one double beep pass, and holds from the second refusal on', () => {
  expect([0, 1, 2, 3].map((refused) => swapScan({ refused }))).toEqual([false, false, true, true]);
});

describe('retailer.credit', () => {
  it('is near from 80 % on and full only above 100 %', () => {
    const stages = [-1n, 0n, 79_999n, 80_000n, 100_000n, 100_001n].map((owed) => creditStage(100_000n, owed));
    expect(stages).toEqual(['none', 'none', 'none', 'near', 'near', 'full']);
  });

  it('neither jumps back nor rounds, for every limit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n }), minor, (limit, owed) => {
        const expected = owed > limit ? 'full' : owed > 0n && owed * 5n >= limit * 4n ? 'near' : 'none';
        expect(creditStage(limit, owed)).toBe(expected);
      }),
    );
  });
});

it('match.unrung has no tolerance: what was activated and not rung up is explained, to the cent', () => {
  expect(unrung(3_000n, 3_000n)).toBe(false);
  fc.assert(fc.property(minor, minor, (activated, rung) => unrung(activated, rung) === activated > rung));
});
