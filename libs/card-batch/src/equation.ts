import { CARDS_A_BATCH_MAX, type CardState, type StoredCardState, cardId, shownState } from '#lib/cards';
import type { Tx } from '#lib/database';
import { invariant } from '#lib/kernel';

/** Promise 7 of one batch: every card that was minted is in one of these places. */
export interface BatchEquation {
  readonly minted: number;
  readonly spoiled: number;
  readonly warehouse: number;
  readonly shipped: number;
  readonly inStore: number;
  readonly active: number;
  readonly held: number;
  readonly redeemed: number;
  readonly replaced: number;
  readonly voided: number;
  readonly expiredUnsold: number;
  readonly expiredSold: number;
  readonly blockedUnsold: number;
  readonly blockedSold: number;
  /** Whether the places hold as many cards as were minted. */
  readonly closes: boolean;
}

export type CardPlace = Exclude<keyof BatchEquation, 'minted' | 'closes'>;

/** How many cards are in a stored state, with or without a live sale. */
export interface CardGroup {
  readonly state: StoredCardState;
  readonly sold: boolean;
  readonly cards: number;
}

/** What the mint counted, and the cards as they stand. */
export interface CountedCards {
  readonly minted: number;
  readonly groups: readonly CardGroup[];
}

const PLACE: Readonly<Record<Exclude<StoredCardState, 'expired' | 'blocked'>, CardPlace>> = {
  printed: 'warehouse',
  shipped: 'shipped',
  in_store: 'inStore',
  active: 'active',
  held: 'held',
  redeemed: 'redeemed',
  voided: 'voided',
  replaced: 'replaced',
  spoiled: 'spoiled',
};

/** In the order of a card's life. */
export const CARD_PLACES: readonly CardPlace[] = [
  'spoiled',
  'warehouse',
  'shipped',
  'inStore',
  'active',
  'held',
  'redeemed',
  'replaced',
  'voided',
  'expiredUnsold',
  'expiredSold',
  'blockedUnsold',
  'blockedSold',
];

/** Places that a card may still leave. */
const OPEN: readonly CardPlace[] = [
  'warehouse',
  'shipped',
  'inStore',
  'active',
  'held',
  // Sold while nobody answered: its holder may still come, and a person decides.
  'expiredSold',
  'blockedUnsold',
  'blockedSold',
];

export function equationOf({ minted, groups }: CountedCards): BatchEquation {
  const places = Object.fromEntries(CARD_PLACES.map((place) => [place, 0])) as Record<CardPlace, number>;
  for (const group of groups) places[placeOf(group)] += group.cards;
  const found = CARD_PLACES.reduce((sum, place) => sum + places[place], 0);
  return { minted, ...places, closes: found === minted };
}

function placeOf({ state, sold }: CardGroup): CardPlace {
  if (state === 'expired') return sold ? 'expiredSold' : 'expiredUnsold';
  if (state === 'blocked') return sold ? 'blockedSold' : 'blockedUnsold';
  return PLACE[state];
}

/** Cards that are not at their end yet. */
export function openCards(equation: BatchEquation): number {
  return OPEN.reduce((sum, place) => sum + equation[place], 0);
}

/** Counts the cards by their key's range in one statement, and so in one snapshot: a million take a quarter of a second. */
export async function countCards(tx: Tx, batchId: number): Promise<CountedCards> {
  const rows = await tx.rows<{ minted: number; state: StoredCardState | null; sold: boolean; cards: string }>(
    `SELECT b.minted, c.state, c.sold, c.cards FROM batch b LEFT JOIN (
       SELECT state, activation_id IS NOT NULL AS sold, count(*) AS cards FROM card
        WHERE id BETWEEN $2 AND $3 GROUP BY 1, 2) AS c ON true WHERE b.id = $1`,
    [batchId, String(cardId(batchId, 0)), String(cardId(batchId, CARDS_A_BATCH_MAX))],
  );
  invariant(rows.length > 0, 'a batch that was read is there');
  const groups = rows.flatMap(({ state, sold, cards }) =>
    state === null ? [] : [{ state, sold, cards: Number(cards) }],
  );
  return { minted: rows[0]!.minted, groups };
}

/** How many cards of a batch are in each state, as people speak of them. */
export type CardCounts = Readonly<Partial<Record<CardState, number>>>;

export function countsOf(groups: readonly CardGroup[], batchSealed: boolean): CardCounts {
  const counts: Partial<Record<CardState, number>> = {};
  for (const { state, cards } of groups) {
    const shown = shownState(state, batchSealed);
    counts[shown] = (counts[shown] ?? 0) + cards;
  }
  return counts;
}
