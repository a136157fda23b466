import { type CardRange, type RangeCensus, batchNumber, batchOfCard, cardsIn } from '#lib/cards';
import { Problem } from '#lib/kernel';

/** A range that one call may move: some hundred thousand rows take seconds, a million keeps its caller waiting too long. */
export const RANGE_CARDS_MAX = 1_000_000;

/** A range has a first and a last card of one batch, and a size that one call can move. */
export function requireOneRange(range: CardRange): void {
  const { firstCard, lastCard } = range;
  if (firstCard > lastCard) throw new Problem('range.invalid', 'The first card comes behind the last.');
  const [first, last] = [batchOfCard(firstCard), batchOfCard(lastCard)];
  if (first !== last) {
    const across = `from batch ${batchNumber(first)} to batch ${batchNumber(last)}`;
    throw new Problem('range.invalid', `The range runs ${across}; name each batch’s cards by themselves.`);
  }
  if (cardsIn(range) > RANGE_CARDS_MAX)
    throw new Problem('range.invalid', `At most ${count(RANGE_CARDS_MAX)} cards at once; name a part of the range.`);
}

/** Every number of the range was minted. */
export function requireMinted(range: CardRange, census: readonly RangeCensus[]): void {
  if (total(census) !== cardsIn(range))
    throw new Problem('card.not_found', 'The range holds numbers that were never minted.');
}

/**
 * How many cards of the range are sent to a store: all of it must lie in the warehouse, but for numbers that the press
 * or the quality check ruined, which are in no box.
 */
export function requireInWarehouse(range: CardRange, census: readonly RangeCensus[]): number {
  requireMinted(range, census);
  const elsewhere = census.filter(({ state }) => state !== 'printed' && state !== 'spoiled');
  if (elsewhere.length === 0) return presentIn(range, census);
  const told = `${count(total(elsewhere))} of the ${count(cardsIn(range))} cards are not in the warehouse: ${placesOf(elsewhere)}.`;
  throw new Problem(elsewhere.some(({ state }) => state === 'shipped') ? 'range.overlap' : 'card.wrong_state', told);
}

/** How many cards of the range come back: all of it must be this store’s and unsold, but for numbers that were ruined before. */
export function requireUnsoldAt(storeId: number, range: CardRange, census: readonly RangeCensus[]): number {
  requireMinted(range, census);
  const others = census.filter(
    (line) =>
      line.state !== 'spoiled' && (line.storeId !== storeId || (line.state !== 'shipped' && line.state !== 'in_store')),
  );
  if (others.length === 0) return presentIn(range, census);
  const told = `${count(total(others))} of the ${count(cardsIn(range))} cards can’t come back from store ${storeId}: ${placesOf(others)}.`;
  throw new Problem('card.wrong_state', `${told} Name the others by ranges of their own.`);
}

/** What a store counted can have reached it: not what lies in the warehouse or belongs to another store. */
export function requireSentTo(storeId: number, census: readonly RangeCensus[]): void {
  const others = census.filter((line) => line.state !== 'spoiled' && line.storeId !== storeId);
  if (others.length === 0) return;
  const told = `${count(total(others))} of the cards counted were not on their way to store ${storeId}: ${placesOf(others)}.`;
  throw new Problem('card.wrong_state', `${told} Count again, and name them as missing.`);
}

/** A range of ruined numbers alone is no box. */
function presentIn(range: CardRange, census: readonly RangeCensus[]): number {
  const present = cardsIn(range) - ruinedIn(census);
  if (present === 0) throw new Problem('card.wrong_state', 'All cards of the range are spoiled.');
  return present;
}

/** Numbers that no card bears any more. */
export function ruinedIn(census: readonly RangeCensus[]): number {
  return total(census.filter(({ state }) => state === 'spoiled'));
}

export function total(census: readonly RangeCensus[]): number {
  return census.reduce((sum, { cards }) => sum + cards, 0);
}

/** `40 on their way to store 3, 12 sold, 2 blocked` */
export function placesOf(census: readonly RangeCensus[]): string {
  const places = new Map<string, number>();
  for (const line of census) places.set(placeOf(line), (places.get(placeOf(line)) ?? 0) + line.cards);
  return [...places].map(([place, cards]) => `${count(cards)} ${place}`).join(', ');
}

function placeOf({ state, storeId }: RangeCensus): string {
  switch (state) {
    case 'printed':
      return 'in the warehouse';
    case 'shipped':
      return `on the way to store ${storeId}`;
    case 'in_store':
      return `in store ${storeId}`;
    case 'active':
    case 'held':
    case 'redeemed':
    case 'replaced':
      return `sold by store ${storeId}`;
    default:
      return state;
  }
}

function count(cards: number): string {
  return cards.toLocaleString('en');
}
