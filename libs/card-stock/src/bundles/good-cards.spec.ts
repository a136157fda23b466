import fc from 'fast-check';
import { GoodCards } from './good-cards.js';

it('leaves spoiled cards out of every part, and no good one', () => {
  const batch = fc.integer({ min: 1, max: 300 }).chain((quantity) =>
    fc.record({
      quantity: fc.constant(quantity),
      spoiled: fc.array(fc.integer({ min: 0, max: quantity - 1 }), { maxLength: quantity - 1 }),
      cardsMax: fc.integer({ min: 1, max: 50 }),
    }),
  );
  fc.assert(
    fc.property(batch, ({ quantity, spoiled, cardsMax }) => {
      const cards = new GoodCards(quantity);
      for (const index of spoiled) cards.spoil(index);
      const good = Array.from({ length: quantity }, (_, i) => i).filter((i) => !spoiled.includes(i));
      expect(cards.count).toBe(good.length);
      if (good.length === 0) return;
      expect([cards.first, cards.last]).toEqual([good[0], good.at(-1)]);
      const parts = cards.inParts(cardsMax);
      expect(parts.every(({ count }) => count >= 1 && count <= cardsMax)).toBe(true);
      const printed = parts.flatMap(({ first, last, count }) => {
        const inside = good.filter((index) => index >= first && index <= last);
        expect(inside).toHaveLength(count);
        return inside;
      });
      expect(printed).toEqual(good);
    }),
  );
});
