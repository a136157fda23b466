import fc from 'fast-check';
import { SHEET_CARDS_MAX, partsOf } from './sheet-parts.js';
import { PRESETS, type SheetLayout } from './sheets/index.js';

const A4 = PRESETS['a4-10up'].layout;

function layoutOf(piles: { columns: number; rows: number; sheetsPerPile: number }): SheetLayout {
  return { ...A4, ...piles };
}

describe('the files of a large batch', () => {
  const layouts = fc.record({
    columns: fc.integer({ min: 1, max: 6 }),
    rows: fc.integer({ min: 1, max: 12 }),
    sheetsPerPile: fc.integer({ min: 1, max: 3_000 }),
  });
  const ranges = fc.record({
    first: fc.bigInt({ min: 0n, max: 10n ** 13n }),
    cards: fc.integer({ min: 1, max: 9_999_999 }),
  });

  it('hold every card once, in order, and never too many', () => {
    fc.assert(
      fc.property(ranges, layouts, ({ first, cards }, piles) => {
        const range = { firstCard: first, lastCard: first + BigInt(cards - 1) };
        const parts = partsOf(range, layoutOf(piles));
        let next = range.firstCard;
        for (const [n, part] of parts.entries()) {
          expect(part).toMatchObject({ firstCard: next, part: n + 1, parts: parts.length });
          expect(Number(part.lastCard - part.firstCard) + 1).toBeLessThanOrEqual(SHEET_CARDS_MAX);
          next = part.lastCard + 1n;
        }
        expect(next).toBe(range.lastCard + 1n);
      }),
    );
  });

  it('number their sheets through, and begin with a new sheet each', () => {
    fc.assert(
      fc.property(ranges, layouts, ({ first, cards }, piles) => {
        const cells = piles.columns * piles.rows;
        const parts = partsOf({ firstCard: first, lastCard: first + BigInt(cards - 1) }, layoutOf(piles));
        let before = 0;
        for (const part of parts) {
          if (parts.length > 1) expect(part.numbering!.sheetsBefore).toBe(before);
          before += Math.ceil((Number(part.lastCard - part.firstCard) + 1) / cells);
        }
        if (parts.length === 1) return expect(parts[0]!.numbering).toBeNull();
        for (const { numbering } of parts) expect(numbering!.sheets).toBe(before);
      }),
    );
  });

  it('end with whole piles where a pile fits into one', () => {
    const parts = partsOf({ firstCard: 0n, lastCard: 249_999n }, A4);
    expect(parts.map(({ lastCard }) => lastCard)).toEqual([99_999n, 199_999n, 249_999n]);
    const letter = partsOf(
      { firstCard: 0n, lastCard: 149_999n },
      layoutOf({ columns: 3, rows: 3, sheetsPerPile: 100 }),
    );
    expect(letter[0]!.lastCard).toBe(99_899n);
    expect(letter[1]).toMatchObject({
      firstCard: 99_900n,
      numbering: { sheetsBefore: 11_100, sheets: 16_667, pilesBefore: 111, piles: 167 },
    });
  });
});
