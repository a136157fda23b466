import { END_STATES, STORED_CARD_STATES, shownState } from '#lib/cards';
import fc from 'fast-check';
import { CARD_PLACES, countsOf, equationOf, openCards } from './equation.js';

const groups = fc.uniqueArray(
  fc.record({
    state: fc.constantFrom(...STORED_CARD_STATES),
    sold: fc.boolean(),
    cards: fc.integer({ min: 1, max: 1e6 }),
  }),
  { selector: ({ state, sold }) => `${state} ${sold}` },
);
const sumOf = (found: readonly { readonly cards: number }[]) => found.reduce((sum, { cards }) => sum + cards, 0);

describe('the equation of a batch', () => {
  it('closes when its places hold as many cards as were minted, and only then', () => {
    fc.assert(
      fc.property(groups, fc.integer({ min: -2, max: 2 }), (found, off) => {
        const equation = equationOf({ minted: sumOf(found) + off, groups: found });
        expect(equation.closes).toBe(off === 0);
        expect(CARD_PLACES.reduce((sum, place) => sum + equation[place], 0)).toBe(sumOf(found));
      }),
    );
  });

  it('tells sold from unsold where a card may be either', () => {
    const found = (['expired', 'blocked'] as const).flatMap((state, i) => [
      { state, sold: false, cards: 1 + i },
      { state, sold: true, cards: 10 + i },
    ]);
    expect(equationOf({ minted: 24, groups: found })).toMatchObject({
      expiredUnsold: 1,
      expiredSold: 10,
      blockedUnsold: 2,
      blockedSold: 11,
      closes: true,
    });
  });

  it('knows which cards may still move', () => {
    fc.assert(
      fc.property(groups, (found) => {
        const open = found.filter(({ state, sold }) => !END_STATES.includes(state) || (state === 'expired' && sold));
        expect(openCards(equationOf({ minted: 0, groups: found }))).toBe(sumOf(open));
      }),
    );
  });

  it('counts by state as people speak of them', () => {
    fc.assert(
      fc.property(groups, fc.boolean(), (found, sealed) => {
        const counts = countsOf(found, sealed);
        for (const { state } of found) {
          const same = found.filter((other) => other.state === state);
          expect(counts[shownState(state, sealed)]).toBe(sumOf(same));
        }
      }),
    );
  });
});
