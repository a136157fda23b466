import type { Tx } from '#lib/database';
import { CARD_FACTS_SQL, type CardFacts, toCardFacts } from '#lib/cards';
import { type WatchReason, watchesSql } from '#lib/risk';
import type { RedemptionKind } from './redemption.entity.js';
import type { LiveSale, StandingRedemption } from './redemption.types.js';

/** A card found by its PIN, with the digest that found it. */
export interface FoundCard {
  readonly digest: string;
  readonly card: CardFacts;
}

/** Finds and locks cards by the digests of PINs, in the order of ids. */
export async function lockCardsByPin(tx: Tx, digests: readonly Buffer[]): Promise<FoundCard[]> {
  const rows = await tx.rows<Parameters<typeof toCardFacts>[0] & { pin_digest: Buffer }>(
    `SELECT c.pin_digest, ${CARD_FACTS_SQL} FROM card c JOIN batch b ON b.id = c.id / 10000000
      WHERE c.pin_digest = ANY($1::bytea[]) ORDER BY c.id FOR NO KEY UPDATE OF c`,
    [digests],
  );
  return rows.map((row) => ({ digest: row.pin_digest.toString('hex'), card: toCardFacts(row) }));
}

export interface CardStanding {
  readonly cardId: bigint;
  readonly sale: LiveSale | undefined;
  readonly standing: StandingRedemption | undefined;
  readonly watches: readonly WatchReason[];
}

interface StandingRow {
  card_id: string;
  watches: WatchReason[];
  sale_id: string | null;
  business_date: string;
  amount_minor: string;
  currency: string;
  id: string | null;
  device_id: string;
  key: string | null;
  state: 'granted' | 'held';
  receipt: string;
  months: number;
  paid_through: string | null;
  requested_at: Date;
  answer_by: Date | null;
}

// LIMIT 1 keeps the planner from joining the other way round: a plan made while there are few redemptions would read all.
const STANDING_SQL = `SELECT c.id AS card_id, ${watchesSql('c.id')} AS watches, a.id AS sale_id, a.business_date::text AS business_date, a.amount_minor, a.currency,
  r.id, r.device_id, r.key, r.state, r.receipt, r.months, r.paid_through::text AS paid_through, r.requested_at, r.answer_by
  FROM card c LEFT JOIN activation a ON a.id = c.activation_id
  LEFT JOIN LATERAL (SELECT * FROM redemption WHERE card_id = c.id AND state IN ('granted', 'held') LIMIT 1) r ON true`;

function toStanding(row: StandingRow): CardStanding {
  const cardId = BigInt(row.card_id);
  const { watches } = row;
  const sale =
    row.sale_id === null
      ? undefined
      : {
          id: row.sale_id,
          businessDate: row.business_date,
          amountMinor: BigInt(row.amount_minor),
          currency: row.currency,
        };
  if (row.id === null) return { cardId, sale, watches, standing: undefined };
  const {
    id,
    key,
    state,
    receipt,
    months,
    paid_through: paidThrough,
    requested_at: requestedAt,
    answer_by: answerBy,
  } = row;
  return {
    cardId,
    sale,
    watches,
    standing: {
      id,
      cardId,
      deviceId: BigInt(row.device_id),
      key,
      state,
      receipt,
      months,
      paidThrough,
      requestedAt,
      answerBy,
    },
  };
}

/** The sale, the standing redemption and the watches of each card. Read after the lock: before it, the winner's row is not to be seen. */
export async function readStandingByPin(tx: Tx, digests: readonly Buffer[]): Promise<CardStanding[]> {
  const rows = await tx.rows<StandingRow>(`${STANDING_SQL} WHERE c.pin_digest = ANY($1::bytea[])`, [digests]);
  return rows.map(toStanding);
}

export async function readStanding(tx: Tx, cardId: bigint): Promise<CardStanding | undefined> {
  const rows = await tx.rows<StandingRow>(`${STANDING_SQL} WHERE c.id = $1`, [String(cardId)]);
  return rows.map(toStanding)[0];
}

export interface NewRedemption extends StandingRedemption {
  readonly activationId: string;
  readonly kind: RedemptionKind;
  readonly channel: string;
  readonly heldBecause: string | null;
}

/** A card that someone else has just redeemed stops the group (SQLSTATE 23505). */
export async function insertRedemptions(tx: Tx, redemptions: readonly NewRedemption[]): Promise<void> {
  if (redemptions.length === 0) return;
  await tx.rows(
    `INSERT INTO redemption (id, card_id, activation_id, device_id, key, kind, state, channel, receipt, months, paid_through, requested_at, answer_by, held_because)
     SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
       $10::smallint[], $11::date[], $12::timestamptz[], $13::timestamptz[], $14::text[])`,
    [
      redemptions.map(({ id }) => id),
      redemptions.map(({ cardId }) => String(cardId)),
      redemptions.map(({ activationId }) => activationId),
      redemptions.map(({ deviceId }) => String(deviceId)),
      redemptions.map(({ key }) => key),
      redemptions.map(({ kind }) => kind),
      redemptions.map(({ state }) => state),
      redemptions.map(({ channel }) => channel),
      redemptions.map(({ receipt }) => receipt),
      redemptions.map(({ months }) => months),
      redemptions.map(({ paidThrough }) => paidThrough),
      redemptions.map(({ requestedAt }) => requestedAt),
      redemptions.map(({ answerBy }) => answerBy),
      redemptions.map(({ heldBecause }) => heldBecause),
    ],
  );
}

/** A person's word on a held redemption; that it was held is checked by the statement. */
export async function decideHeld(
  tx: Tx,
  id: string,
  state: 'granted' | 'rejected',
  paidThrough: string | null,
  by: string,
): Promise<void> {
  await tx.rows(
    `WITH decided AS (
       UPDATE redemption SET state = $2, paid_through = $3, decided_by = $4, decided_at = clock_timestamp() WHERE id = $1 AND state = 'held' RETURNING 1)
     SELECT expect_rows((SELECT count(*) FROM decided), 1, 'holds decided')`,
    [id, state, paidThrough, by],
  );
}

/** Which of these cards were pulled and destroyed when their batch came from the press: nobody honest has their PINs. */
export async function canariesAmong(tx: Tx, cardIds: readonly bigint[]): Promise<ReadonlySet<bigint>> {
  const rows = await tx.rows<{ card: string }>('SELECT card FROM canary WHERE card = ANY($1::bigint[])', [
    cardIds.map(String),
  ]);
  return new Set(rows.map(({ card }) => BigInt(card)));
}

/**
 * Stops sales and holds redemptions of released batches; one that is not on sale yet is frozen by its release. Locks
 * first: a release under way is then seen, whose own look at the tries came too early. Sends both, waits for neither.
 */
export function freezeBatches(tx: Tx, batchIds: readonly number[], reason: string): Promise<unknown>[] {
  return [
    tx.rows('SELECT id FROM batch WHERE id = ANY($1::int[]) ORDER BY id FOR NO KEY UPDATE', [batchIds]),
    tx.rows(`UPDATE batch SET state = 'frozen', reason = $2 WHERE id = ANY($1::int[]) AND state = 'released'`, [
      batchIds,
      reason,
    ]),
  ];
}
