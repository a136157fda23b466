import fc from 'fast-check';
import { imposed } from '../sheets/imposition.js';
import { PRESETS } from '../sheets/index.js';
import { placeInPiles } from './card-place.js';

it('says of every card where the printer of sheets lays it', async () => {
  const layouts = fc.record({
    columns: fc.integer({ min: 1, max: 3 }),
    rows: fc.integer({ min: 1, max: 5 }),
    sheetsPerPile: fc.integer({ min: 1, max: 7 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 400 }), layouts, async (count, piles) => {
      const layout = { ...PRESETS['a4-10up'].layout, ...piles };
      const cards = Array.from({ length: count }, (_, n) => n);
      const places = new Map<number, string>();
      for await (const sheet of imposed(cards, layout)) {
        for (const { cell, card } of sheet.cards) places.set(card, `${sheet.number + 1}-${cell + 1}`);
      }
      expect(cards.map((n) => placeInPiles(n, count, piles))).toEqual(cards.map((n) => places.get(n)));
    }),
  );
});
