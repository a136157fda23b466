import type { Tx } from '#lib/database';
import type { BatchState } from './batch.states.js';
import type { CardEvent, StoredCardState } from './card.states.js';

/** A card with what its batch says of it: everything a sale or a redemption is decided from. Its row is locked. */
export interface CardFacts {
  readonly id: bigint;
  readonly state: StoredCardState;
  readonly storeId: number | null;
  readonly activationId: string | null;
  readonly blockedFrom: StoredCardState | null;
  readonly batchState: BatchState;
  readonly productId: number;
  readonly months: number;
  readonly priceMinor: bigint;
  readonly currency: string;
  readonly gtin: string;
  readonly plan: string;
  readonly sellBy: string;
  readonly afterSaleMonths: number;
}

interface CardRow {
  id: string;
  state: StoredCardState;
  store_id: number | null;
  activation_id: string | null;
  blocked_from: StoredCardState | null;
  batch_state: BatchState;
  product_id: number;
  months: number;
  price_minor: string;
  currency: string;
  gtin: string;
  plan: string;
  sell_by: string;
  after_sale_months: number;
}

/** The columns of `CardFacts`, from `card c` and `batch b`. */
export const CARD_FACTS_SQL = `c.id, c.state, c.store_id, c.activation_id, c.blocked_from, b.state AS batch_state, b.product_id,
  b.months, b.price_minor, b.currency, b.gtin, b.plan, b.sell_by::text AS sell_by, b.after_sale_months`;

export function toCardFacts(row: CardRow): CardFacts {
  return {
    id: BigInt(row.id),
    state: row.state,
    storeId: row.store_id,
    activationId: row.activation_id,
    blockedFrom: row.blocked_from,
    batchState: row.batch_state,
    productId: row.product_id,
    months: row.months,
    priceMinor: BigInt(row.price_minor),
    currency: row.currency,
    gtin: row.gtin,
    plan: row.plan,
    sellBy: row.sell_by,
    afterSaleMonths: row.after_sale_months,
  };
}

/** Locks cards, always in the order of their ids. What is not there is left out. */
export async function lockCards(tx: Tx, ids: readonly bigint[]): Promise<CardFacts[]> {
  const rows = await tx.rows<CardRow>(
    `SELECT ${CARD_FACTS_SQL} FROM card c JOIN batch b ON b.id = c.id / 10000000
      WHERE c.id = ANY($1::bigint[]) ORDER BY c.id FOR NO KEY UPDATE OF c`,
    [ids.map(String)],
  );
  return rows.map(toCardFacts);
}

/** The same facts without a lock, for questions. */
export async function readCards(tx: Tx, ids: readonly bigint[]): Promise<CardFacts[]> {
  const rows = await tx.rows<CardRow>(
    `SELECT ${CARD_FACTS_SQL} FROM card c JOIN batch b ON b.id = c.id / 10000000 WHERE c.id = ANY($1::bigint[])`,
    [ids.map(String)],
  );
  return rows.map(toCardFacts);
}

/** One card from one state to another. `activationId`: the live sale afterwards. */
export interface CardMove {
  readonly id: bigint;
  readonly from: StoredCardState;
  readonly to: StoredCardState;
  readonly activationId: string | null;
  readonly blockedFrom?: StoredCardState | null;
}

/** Moves locked cards; that each was in the state it is moved from is checked by the statement itself. */
export async function moveCards(tx: Tx, moves: readonly CardMove[]): Promise<void> {
  if (moves.length === 0) return;
  await tx.rows(
    `WITH moved AS (
       UPDATE card SET state = m.to_state, activation_id = m.activation_id, blocked_from = m.blocked_from
         FROM unnest($1::bigint[], $2::text[], $3::text[], $4::uuid[], $5::text[]) AS m (id, from_state, to_state, activation_id, blocked_from)
        WHERE card.id = m.id AND card.state = m.from_state RETURNING 1)
     SELECT expect_rows((SELECT count(*) FROM moved), $6, 'cards moved')`,
    [
      moves.map(({ id }) => String(id)),
      moves.map(({ from }) => from),
      moves.map(({ to }) => to),
      moves.map(({ activationId }) => activationId),
      moves.map(({ blockedFrom }) => blockedFrom ?? null),
      moves.length,
    ],
  );
}

/** Something that happened to one card or to a range of one batch. */
export interface CardHappening {
  readonly kind: CardEvent;
  readonly firstCard: bigint;
  readonly lastCard: bigint;
  readonly actor: string;
  readonly storeId?: number | null;
  readonly source?: string | null;
  readonly detail?: Readonly<Record<string, unknown>> | null;
}

/** Writes down what happened, in order: the identity column keeps it, and the cards' locks make it the true one. */
export async function recordEvents(tx: Tx, happenings: readonly CardHappening[]): Promise<void> {
  if (happenings.length === 0) return;
  await tx.rows(
    `INSERT INTO card_event (kind, first_card, last_card, actor, store_id, source, detail)
     SELECT kind, first_card, last_card, actor, store_id, source, detail
       FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::int[], $6::uuid[], $7::jsonb[])
            WITH ORDINALITY AS e (kind, first_card, last_card, actor, store_id, source, detail, n) ORDER BY n`,
    [
      happenings.map(({ kind }) => kind),
      happenings.map(({ firstCard }) => String(firstCard)),
      happenings.map(({ lastCard }) => String(lastCard)),
      happenings.map(({ actor }) => actor),
      happenings.map(({ storeId }) => storeId ?? null),
      happenings.map(({ source }) => source ?? null),
      happenings.map(({ detail }) => (detail === undefined || detail === null ? null : JSON.stringify(detail))),
    ],
  );
}

/** The events of one card, oldest first: its own and those of ranges that hold it. */
export async function historyOf(
  tx: Tx,
  id: bigint,
): Promise<
  {
    id: string;
    at: Date;
    kind: CardEvent;
    actor: string;
    store_id: number | null;
    source: string | null;
    detail: Record<string, unknown> | null;
    cards: string;
  }[]
> {
  return tx.rows(
    `SELECT id, at, kind, actor, store_id, source, detail, last_card - first_card + 1 AS cards FROM (
       SELECT * FROM card_event WHERE first_card = $1 AND first_card = last_card
       UNION ALL
       SELECT * FROM card_event WHERE first_card <> last_card AND first_card BETWEEN $1 / 10000000 * 10000000 AND $1 AND last_card >= $1
     ) e ORDER BY id LIMIT 1000`,
    [String(id)],
  );
}
