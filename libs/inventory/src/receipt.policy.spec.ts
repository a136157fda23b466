import { cardId } from '#lib/cards';
import fc from 'fast-check';
import { type CountedBox, type NamedCards, countedCards, namedCards } from './receipt.policy.js';

const first = cardId(117, 0);
const box = { firstCard: first, lastCard: first + 99n };

const counted = (wanted: CountedBox, ruined = 0): NamedCards & { readonly count: number } => {
  const named = namedCards(box, wanted);
  return { ...named, count: countedCards(named, wanted, ruined) };
};

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'named';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('a counted box', () => {
  it('is whole where nothing else is said', () => {
    expect(counted({ count: 100, missing: [] })).toEqual({ ...box, missing: [], count: 100 });
  });

  it('needs no count where its ends were scanned', () => {
    const scanned = { first: first + 10n, last: first + 19n, missing: [] };
    expect(counted(scanned)).toMatchObject({ firstCard: first + 10n, lastCard: first + 19n, count: 10 });
  });

  it('has the count of the cards it names, or is refused', () => {
    const index = fc.integer({ min: 0, max: 99 });
    const missing = fc.uniqueArray(index, { maxLength: 10 });
    const ruined = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(index, index, missing, fc.option(index), ruined, (a, b, gone, count, spoiled) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const wanted = {
          first: first + BigInt(from),
          last: first + BigInt(to),
          missing: gone.map((i) => first + BigInt(i)),
          ...(count === null ? {} : { count }),
        };
        const inside = gone.every((i) => i >= from && i <= to);
        const cards = to - from + 1 - gone.length - spoiled;
        const expected = !inside ? 'range.invalid' : count !== null && count !== cards ? 'count.differs' : 'named';
        expect(codeOf(() => counted(wanted, spoiled))).toBe(expected);
        if (expected === 'named') expect(counted(wanted, spoiled).count).toBe(cards);
      }),
    );
  });

  it('holds no card of another box', () => {
    expect(codeOf(() => counted({ first: first - 1n, missing: [] }))).toBe('range.invalid');
    expect(codeOf(() => counted({ last: first + 100n, missing: [] }))).toBe('range.invalid');
    expect(codeOf(() => counted({ count: 99, missing: [first + 100n] }))).toBe('range.invalid');
  });
});
