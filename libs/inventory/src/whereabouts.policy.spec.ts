import { type RangeCensus, type StoredCardState, cardId } from '#lib/cards';
import {
  RANGE_CARDS_MAX,
  placesOf,
  requireInWarehouse,
  requireOneRange,
  requireSentTo,
  requireUnsoldAt,
} from './whereabouts.policy.js';

const range = (cards: number) => ({ firstCard: cardId(117, 0), lastCard: cardId(117, cards - 1) });
const some = (state: StoredCardState, storeId: number | null, cards: number): RangeCensus => ({
  state,
  storeId,
  blockedFrom: state === 'blocked' ? 'in_store' : null,
  cards,
});
function refusal(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  }
}

describe('a range', () => {
  it('is of one batch, the right way round, and not beyond what one call can move', () => {
    expect(refusal(() => requireOneRange(range(1)))).toBeUndefined();
    expect(refusal(() => requireOneRange(range(RANGE_CARDS_MAX)))).toBeUndefined();
    expect(refusal(() => requireOneRange(range(RANGE_CARDS_MAX + 1)))).toBe(
      'range.invalid: At most 1,000,000 cards at once; name a part of the range.',
    );
    expect(refusal(() => requireOneRange({ firstCard: 2n, lastCard: 1n }))).toContain('behind the last');
    expect(refusal(() => requireOneRange({ firstCard: cardId(117, 9_999_999), lastCard: cardId(118, 0) }))).toBe(
      'range.invalid: The range runs from batch 000117 to batch 000118; name each batch’s cards by themselves.',
    );
  });

  it('is shipped only from the warehouse', () => {
    expect(refusal(() => requireInWarehouse(range(5), [some('printed', null, 5)]))).toBeUndefined();
    expect(refusal(() => requireInWarehouse(range(6), [some('printed', null, 5)]))).toContain('card.not_found');
    expect(refusal(() => requireInWarehouse(range(5), [some('printed', null, 3), some('shipped', 2, 2)]))).toBe(
      'range.overlap: 2 of the 5 cards are not in the warehouse: 2 on the way to store 2.',
    );
    expect(requireInWarehouse(range(5), [some('spoiled', null, 1), some('printed', null, 4)])).toBe(4);
    expect(refusal(() => requireInWarehouse(range(5), [some('spoiled', null, 5)]))).toBe(
      'card.wrong_state: All cards of the range are spoiled.',
    );
  });

  it.each<[StoredCardState, number | null, boolean]>([
    ['shipped', 3, true],
    ['in_store', 3, true],
    ['shipped', 4, false],
    ['in_store', 4, false],
    ['printed', null, false],
    ['active', 3, false],
    ['held', 3, false],
    ['redeemed', 3, false],
    ['replaced', 3, false],
    ['voided', 3, false],
    ['expired', 3, false],
    ['blocked', 3, false],
    ['spoiled', null, true],
  ])('with a card %s at store %p comes back from store 3: %p', (state, storeId, may) => {
    const found = refusal(() => requireUnsoldAt(3, range(2), [some('in_store', 3, 1), some(state, storeId, 1)]));
    expect(found?.split(':')[0]).toBe(may ? undefined : 'card.wrong_state');
  });

  it('that was counted was sent to that store', () => {
    const sent = [some('shipped', 3, 4), some('active', 3, 1), some('blocked', 3, 1)];
    expect(refusal(() => requireSentTo(3, sent))).toBeUndefined();
    expect(refusal(() => requireSentTo(3, [...sent, some('printed', null, 2)]))).toBe(
      'card.wrong_state: 2 of the cards counted were not on their way to store 3: 2 in the warehouse. Count again, and name them as missing.',
    );
    expect(refusal(() => requireSentTo(4, sent))).toContain('4 on the way to store 3, 1 sold by store 3, 1 blocked');
  });

  it('tells its places in words, each once', () => {
    const census = [some('active', 3, 2), some('redeemed', 3, 1_000), some('in_store', 3, 4)];
    expect(placesOf(census)).toBe('1,002 sold by store 3, 4 in store 3');
  });
});
