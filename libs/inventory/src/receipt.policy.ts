import type { CardRange } from '#lib/cards';
import { Problem } from '#lib/kernel';

/** What the store counted: so many cards, from a first to a last one, these not among them. */
export interface CountedBox {
  readonly count: number;
  readonly first?: bigint;
  readonly last?: bigint;
  readonly missing: readonly bigint[];
}

/** The cards that a count names. */
export interface NamedCards extends CardRange {
  readonly missing: readonly bigint[];
}

/** A count must be that of the cards it names, all of them of the consignment: so a wrong one is noticed while the box is open. */
export function namedCards(box: CardRange, { count, first, last, missing }: CountedBox): NamedCards {
  const firstCard = first ?? box.firstCard;
  const lastCard = last ?? box.lastCard;
  const outside = (id: bigint): boolean => id < box.firstCard || id > box.lastCard;
  if (outside(firstCard) || outside(lastCard) || firstCard > lastCard)
    throw new Problem('range.invalid', 'The range is not of this consignment.');
  const distinct = new Set(missing);
  if (distinct.size !== missing.length) throw new Problem('count.differs', 'A missing card is named twice.');
  if (missing.some((id) => id < firstCard || id > lastCard))
    throw new Problem('range.invalid', 'A missing card is not in the range.');
  const named = Number(lastCard - firstCard) + 1 - missing.length;
  if (named !== count) throw new Problem('count.differs', `${count} counted, but the cards named are ${named}.`);
  return { firstCard, lastCard, missing };
}
