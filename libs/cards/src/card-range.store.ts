import type { Tx } from '#lib/database';
import { CARDS_A_BATCH } from './serial.js';
import type { CardEvent, StoredCardState } from './card.states.js';
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
  readonly from: StoredCardState;
  readonly event: CardEvent;
  /** Cards inside the range that stay. */
  readonly except?: readonly bigint[];
  /** The store they belong to afterwards; left out = as before. */
  readonly storeId?: number | null;
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

/**
 * Moves those cards of a range that are in the state `from`, and writes one event for each unbroken run of them: 100,000
 * cards are one row. Gives the runs; a caller that wanted all of them counts.
 */
export async function moveRange(tx: Tx, move: RangeMove): Promise<readonly CardRange[]> {
  const to = CARD_TRANSITIONS[move.from][move.event];
  invariant(to !== undefined && to !== 'before_block', `${move.event} moves no range out of ${move.from}`);
  const rows = await tx.rows<{ first: string; last: string }>(
    `WITH moved AS (
       UPDATE card SET state = $3, store_id = CASE WHEN $6 THEN $7::int ELSE store_id END, blocked_from = CASE WHEN $3 = 'blocked' THEN $4 END
        WHERE id BETWEEN $1 AND $2 AND state = $4 AND id <> ALL($5::bigint[]) RETURNING id)
     SELECT min(id) AS first, max(id) AS last FROM (SELECT id, id - row_number() OVER (ORDER BY id) AS run FROM moved) m GROUP BY run ORDER BY 1`,
    [
      String(move.firstCard),
      String(move.lastCard),
      to,
      move.from,
      (move.except ?? []).map(String),
      move.storeId !== undefined,
      move.storeId ?? null,
    ],
  );
  const runs = rows.map(({ first, last }) => ({ firstCard: BigInt(first), lastCard: BigInt(last) }));
  const { event: kind, actor, source, storeId, detail } = move;
  await recordEvents(
    tx,
    runs.map((run) => ({
      kind,
      ...run,
      actor,
      source: source ?? null,
      storeId: storeId ?? null,
      detail: detail ?? null,
    })),
  );
  return runs;
}
