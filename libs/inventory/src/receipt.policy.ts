import { type CardRange, cardsIn } from '#lib/cards';
import { Problem } from '#lib/kernel';

/** What the store counted: so many cards, from a first to a last one, these not among them. */
export interface CountedBox {
  /** Left out: as many as the cards named; then both ends were scanned. */
  readonly count?: number;
  readonly first?: bigint;
  readonly last?: bigint;
  readonly missing: readonly bigint[];
}

/** The cards that a count names. */
export interface NamedCards extends CardRange {
  readonly missing: readonly bigint[];
}

/** The cards that a count names, all of them of the consignment. */
export function namedCards(box: CardRange, { first, last, missing }: CountedBox): NamedCards {
  const named = { firstCard: first ?? box.firstCard, lastCard: last ?? box.lastCard };
  const outside = (id: bigint, { firstCard, lastCard }: CardRange): boolean => id < firstCard || id > lastCard;
  if (outside(named.firstCard, box) || outside(named.lastCard, box) || named.firstCard > named.lastCard)
    throw new Problem('range.invalid', 'The cards named are not all of this consignment.');
  if (new Set(missing).size !== missing.length) throw new Problem('count.differs', 'A missing card is named twice.');
  if (missing.some((id) => outside(id, named)))
    throw new Problem('range.invalid', 'A missing card is not in the range.');
  return { ...named, missing };
}

/**
 * How many cards were counted. A count must be that of the cards it names, so a wrong one is noticed while the box is open.
 * @param ruined numbers among the named ones that no card bears: they were never in the box.
 */
export function countedCards(named: NamedCards, { count }: CountedBox, ruined: number): number {
  const cards = cardsIn(named) - named.missing.length - ruined;
  if (count !== undefined && count !== cards)
    throw new Problem('count.differs', `${count} counted, but the cards named are ${cards}.`);
  return cards;
}
