import type { Tx } from '#lib/database';
import { CARDS_A_BATCH } from './serial.js';
import type { CardEvent, NextState, StoredCardState } from './card.states.js';
import { CARD_TRANSITIONS } from './card.states.js';
import { recordEvents } from './card.store.js';
import { invariant } from '#lib/kernel';

/** Cards side by side, first and last included. */
export interface CardRange {
  readonly firstCard: bigint;
  readonly lastCard: bigint;
}

/** A move of many cards at once. */
export interface RangeMove extends CardRange {
  /** Cards in any of these states move; the event must lead from all of them to the same one, or back to what was blocked. */
  readonly from: StoredCardState | readonly StoredCardState[];
  readonly event: CardEvent;
  /** Cards inside the range that stay. */
  readonly except?: readonly bigint[];
  /** The store they belong to afterwards; left out = as before. */
  readonly storeId?: number | null;
  /** Where it happened, for the history; left out = `storeId`. */
  readonly at?: number;
  readonly actor: string;
  readonly source?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export function cardsIn({ firstCard, lastCard }: CardRange): number {
  return Number(lastCard - firstCard) + 1;
}

export function inOneBatch({ firstCard, lastCard }: CardRange): boolean {
  return firstCard <= lastCard && firstCard / CARDS_A_BATCH === lastCard / CARDS_A_BATCH;
}

/** How many cards of a range are in one state at one place. */
export interface RangeCensus {
  readonly state: StoredCardState;
  readonly storeId: number | null;
  readonly blockedFrom: StoredCardState | null;
  readonly cards: number;
}

/**
 * Locks the cards of a range in the order of their ids, as every other use does, and counts them by state and place:
 * what is decided from that still holds when they are moved.
 */
export async function lockRange(
  tx: Tx,
  { firstCard, lastCard }: CardRange,
  except: readonly bigint[] = [],
): Promise<readonly RangeCensus[]> {
  const rows = await tx.rows<{
    state: StoredCardState;
    store_id: number | null;
    blocked_from: StoredCardState | null;
    cards: string;
  }>(
    `SELECT state, store_id, blocked_from, count(*) AS cards FROM (
       SELECT state, store_id, blocked_from FROM card
        WHERE id BETWEEN $1 AND $2 AND id <> ALL($3::bigint[]) ORDER BY id FOR NO KEY UPDATE) c
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [String(firstCard), String(lastCard), except.map(String)],
  );
  return rows.map(({ state, store_id, blocked_from, cards }) => ({
    state,
    storeId: store_id,
    blockedFrom: blocked_from,
    cards: Number(cards),
  }));
}

/**
 * Moves those cards of a range that are in a state of `from`, and writes one event for each unbroken run of them:
 * 100,000 cards are one row. Gives the runs; a caller that wanted all of them counts, or has locked the range before.
 */
export async function moveRange(tx: Tx, move: RangeMove): Promise<readonly CardRange[]> {
  const from = typeof move.from === 'string' ? [move.from] : move.from;
  const rows = await tx.rows<{ first: string; last: string }>(
    `WITH moved AS (
       UPDATE card SET state = CASE $3 WHEN 'before_block' THEN blocked_from ELSE $3 END,
              store_id = CASE WHEN $6 THEN $7::int ELSE store_id END, blocked_from = CASE WHEN $3 = 'blocked' THEN state END
        WHERE id BETWEEN $1 AND $2 AND state = ANY($4::text[]) AND id <> ALL($5::bigint[]) RETURNING id)
     SELECT min(id) AS first, max(id) AS last FROM (SELECT id, id - row_number() OVER (ORDER BY id) AS run FROM moved) m GROUP BY run ORDER BY 1`,
    [
      String(move.firstCard),
      String(move.lastCard),
      whereTo(from, move.event),
      from,
      (move.except ?? []).map(String),
      move.storeId !== undefined,
      move.storeId ?? null,
    ],
  );
  const runs = rows.map(({ first, last }) => ({ firstCard: BigInt(first), lastCard: BigInt(last) }));
  const { event: kind, actor, source, storeId, at, detail } = move;
  await recordEvents(
    tx,
    runs.map((run) => ({
      kind,
      ...run,
      actor,
      source: source ?? null,
      storeId: at ?? storeId ?? null,
      detail: detail ?? null,
    })),
  );
  return runs;
}

function whereTo(from: readonly StoredCardState[], event: CardEvent): NextState {
  const [to, ...others] = new Set(from.map((state) => CARD_TRANSITIONS[state][event]));
  invariant(to !== undefined && others.length === 0, `${event} leads ${from.join(', ')} to no one state`);
  return to;
}
