import { imposed, numberFiles, pileCount, placeOf, type Sheet, sheetCount } from './imposition.js';
import { PRESETS } from './presets.js';
import type { SheetLayout } from './sheet-layout.js';

const A4_TEN_UP = PRESETS['a4-10up'].layout;

describe('cut and stack', () => {
  it.each([1, 9, 10, 11, 20, 99, 1000, 1001, 2345])('keeps %d cards in order', async (count) => {
    const sheets = await sheetsOf(count, A4_TEN_UP);

    expect(sheets.map(({ number }) => number)).toEqual(numbers(sheetCount(count, A4_TEN_UP)));
    expect(stacked(sheets)).toEqual(numbers(count));
  });

  it('puts sheet after sheet of one stack on the same cell', async () => {
    const sheets = await sheetsOf(23, A4_TEN_UP);
    expect(sheets.map(({ cards }) => cards.map(({ card }) => card))).toEqual([
      [0, 3, 6, 9, 12, 15, 18, 21],
      [1, 4, 7, 10, 13, 16, 19, 22],
      [2, 5, 8, 11, 14, 17, 20],
    ]);
  });

  it('cuts piles that a guillotine takes', async () => {
    const sheets = await sheetsOf(2001, A4_TEN_UP);
    expect(pileCount(2001, A4_TEN_UP)).toBe(3);
    expect(sheets.filter(({ pile }) => pile === 1).map(({ number }) => number)).toEqual(
      numbers(100).map((i) => 100 + i),
    );
  });
});

it('counts sheets and piles through the files of a batch, each of which begins a pile', () => {
  expect(numberFiles([1234, 10, 1], A4_TEN_UP)).toEqual([
    { sheetsBefore: 0, sheets: 126, pilesBefore: 0, piles: 4 },
    { sheetsBefore: 124, sheets: 126, pilesBefore: 2, piles: 4 },
    { sheetsBefore: 125, sheets: 126, pilesBefore: 3, piles: 4 },
  ]);
});

describe('the place of a card', () => {
  const { page, card, bleed } = A4_TEN_UP;
  const cells = numbers(10);

  it('is on the other side of the paper exactly behind its front', () => {
    for (const cell of cells) {
      const front = placeOf(cell, 'front', A4_TEN_UP);
      const back = placeOf(cell, 'back', A4_TEN_UP);
      expect(back.y).toBe(front.y);
      expect(back.x).toBeCloseTo(page.width - front.x - card.width, 9);
    }
  });

  it('moves with the back offset, backs only', () => {
    const offset = { x: 0.4, y: -0.3 };
    const [plain, moved] = [placeOf(3, 'back', A4_TEN_UP), placeOf(3, 'back', A4_TEN_UP, offset)];
    expect([moved.x - plain.x, moved.y - plain.y]).toEqual([expect.closeTo(0.4, 9), expect.closeTo(-0.3, 9)]);
    expect(placeOf(3, 'front', A4_TEN_UP, offset)).toEqual(placeOf(3, 'front', A4_TEN_UP));
  });

  it('lies below its header', () => {
    const { layout } = PRESETS.hanger;
    const { y, art } = placeOf(0, 'front', layout);
    expect(y - art.y).toBeCloseTo(layout.bleed + layout.header!.height, 9);
  });

  it('leaves its art room to bleed, but none on a neighbour', () => {
    const arts = cells.map((cell) => placeOf(cell, 'front', A4_TEN_UP).art);
    for (const [i, a] of arts.entries()) {
      for (const b of arts.slice(i + 1)) {
        const overlapX = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const overlapY = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        expect(Math.min(overlapX, overlapY)).toBeLessThan(1e-9);
      }
    }
    const first = placeOf(0, 'front', A4_TEN_UP);
    expect(first.x - first.art.x).toBeCloseTo(bleed, 9);
    expect(first.y - first.art.y).toBeCloseTo(bleed, 9);
  });
});

async function sheetsOf(count: number, layout: SheetLayout): Promise<Sheet<number>[]> {
  const sheets: Sheet<number>[] = [];
  for await (const sheet of imposed(numbers(count), layout)) sheets.push(sheet);
  return sheets;
}

/** What a worker does: cuts a pile, puts the stacks of its cells on each other, and pile on pile. */
function stacked(sheets: readonly Sheet<number>[]): number[] {
  return Array.from(sheets)
    .flatMap(({ number, pile, cards }) => cards.map(({ cell, card }) => ({ number, pile, cell, card })))
    .toSorted((a, b) => a.pile - b.pile || a.cell - b.cell || a.number - b.number)
    .map(({ card }) => card);
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
