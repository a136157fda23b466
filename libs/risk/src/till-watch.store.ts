import type { Tx } from '#lib/database';
import type { TillWatchJob } from '#lib/queue';
import { TILL_RULES } from './till-rules.js';

const seconds = (ms: number): number => ms / 1_000;

/** A shift as `clerk.rate` counts it. */
export interface CountedShift {
  readonly shiftId: string;
  readonly retailerId: number;
  readonly storeId: number;
  readonly terminalId: number;
  readonly clerk: string;
  readonly clerkName: string;
  readonly sales: number;
  readonly undone: number;
}

/** The shift that a sale belongs to; `undefined` of a sale without one. */
export async function shiftOfSale(tx: Tx, activationId: string): Promise<CountedShift | undefined> {
  const [row] = await tx.rows<CountedShift>(
    `SELECT s.id AS "shiftId", a.retailer_id AS "retailerId", a.store_id AS "storeId", s.terminal_id AS "terminalId",
            c.code AS clerk, c.name AS "clerkName", n.sales, n.undone
       FROM activation a JOIN shift s ON s.id = a.shift_id JOIN clerk c ON c.id = s.clerk_id
       CROSS JOIN LATERAL (SELECT count(*)::int AS sales, (count(*) FILTER (WHERE o.state <> 'active'))::int AS undone
                             FROM activation o WHERE o.shift_id = s.id) n
      WHERE a.id = $1`,
    [activationId],
  );
  return row;
}

/** The refused second sales of a card at the store that sold it. */
export interface RefusedScans {
  readonly activationId: string;
  readonly retailerId: number;
  readonly storeId: number;
  readonly refused: number;
  readonly terminals: readonly number[];
  /** The newest of them. */
  readonly newest: string;
}

/** Under the card's lock; `undefined` of a card without a live sale, or that nobody tried to sell again lately. */
export async function refusedScansOf(tx: Tx, cardId: bigint): Promise<RefusedScans | undefined> {
  const { withinMs } = TILL_RULES['swap.scan'].limits.again;
  const [row] = await tx.rows<RefusedScans>(
    `SELECT a.id AS "activationId", a.retailer_id AS "retailerId", a.store_id AS "storeId", n.refused, n.terminals, n.newest
       FROM card c JOIN activation a ON a.id = c.activation_id
       CROSS JOIN LATERAL (SELECT count(*)::int AS refused, array_agg(DISTINCT r.terminal_id) AS terminals, max(r.id::text) AS newest
                             FROM refused_sale r WHERE r.card_id = c.id AND r.store_id = a.store_id
                              AND r.at > now() - make_interval(secs => $2)) n
      WHERE c.id = $1 AND n.refused > 0`,
    [String(cardId), seconds(withinMs)],
  );
  return row;
}

/** A sale that was reversed, and whose card's PIN somebody has tried since, before it was sold again. */
export interface TriedReversal {
  readonly activationId: string;
  readonly retailerId: number;
  readonly storeId: number;
  readonly terminalId: number;
  readonly key: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly endedBy: string;
  readonly endedAt: Date;
  readonly shiftId: string | null;
  readonly clerkId: number | null;
  readonly clerk: string | null;
}

/** Mostly none, one, or (reversed, sold and reversed again) two. */
export async function triedReversalsOf(tx: Tx, cardId: bigint): Promise<TriedReversal[]> {
  return tx.rows<TriedReversal>(
    `SELECT DISTINCT a.id AS "activationId", a.retailer_id AS "retailerId", a.store_id AS "storeId", a.terminal_id AS "terminalId",
            a.key, a.amount_minor AS "amountMinor", a.currency, a.ended_by AS "endedBy", a.ended_at AS "endedAt",
            a.shift_id AS "shiftId", coalesce(s.clerk_id, c.id) AS "clerkId", a.clerk
       FROM attempt t
       CROSS JOIN LATERAL (SELECT * FROM activation e WHERE e.card_id = t.card_id AND e.state <> 'active' AND e.ended_at <= t.at
                            ORDER BY e.ended_at DESC LIMIT 1) a
       LEFT JOIN shift s ON s.id = a.shift_id
       LEFT JOIN clerk c ON c.store_id = a.store_id AND c.code = a.clerk
      WHERE t.card_id = $1 AND a.ended_by IN ('reversal', 'reversal_late')
        AND NOT EXISTS (SELECT FROM activation l WHERE l.card_id = t.card_id AND l.state = 'active' AND l.activated_at <= t.at)
      ORDER BY "endedAt"`,
    [String(cardId)],
  );
}

/** What is decided about a clerk is decided one after the other. */
export async function lockClerk(
  tx: Tx,
  clerkId: number,
): Promise<{ readonly code: string; readonly name: string; readonly storeId: number; readonly suspended: boolean }> {
  const [row] = await tx.rows<{ code: string; name: string; storeId: number; suspended: boolean }>(
    `SELECT code, name, store_id AS "storeId", suspended_at IS NOT NULL AS suspended FROM clerk WHERE id = $1 FOR NO KEY UPDATE`,
    [clerkId],
  );
  return row!;
}

/** Whether the case of this reversal was opened before, by this job or another. */
export async function reversalIsKnown(tx: Tx, source: string): Promise<boolean> {
  const rows = await tx.rows(`SELECT FROM exception WHERE code = 'CLERK_REVERSED' AND source = $1`, [source]);
  return rows.length > 0;
}

/** Of how many reversed cards of a clerk the PIN was tried lately. */
export async function countTriedReversals(tx: Tx, clerkId: number): Promise<number> {
  const { withinMs } = TILL_RULES['clerk.reverse'].limits.again;
  const [row] = await tx.rows<{ cards: number }>(
    `SELECT count(DISTINCT card_id)::int AS cards FROM exception
      WHERE code = 'CLERK_REVERSED' AND (detail->>'clerkId')::int = $1 AND opened_at > now() - make_interval(secs => $2)`,
    [clerkId, seconds(withinMs)],
  );
  return row!.cards;
}

/** How far back lost looks are made up for, and how many of each kind at a time. */
const MISSED_WITHIN_MS = 24 * 3_600_000;
const MISSED_MAX = 500;

/** Looks whose effect is not there: of a queue that lost its jobs. Every attempt's id begins with its time. */
export async function missedLooks(tx: Tx, now: Date): Promise<TillWatchJob[]> {
  const { withinMs } = TILL_RULES['swap.scan'].limits.again;
  const sinceMs = now.getTime() - MISSED_WITHIN_MS;
  const [shifts, scans, tries] = [
    await tx.rows<{ id: string }>(
      `SELECT min(a.id::text) AS id FROM shift s JOIN activation a ON a.shift_id = s.id AND a.state <> 'active'
        WHERE s.closed_at IS NULL OR s.closed_at > now() - make_interval(secs => $1)
        GROUP BY s.id HAVING count(*) > $2
           AND NOT EXISTS (SELECT FROM alert o WHERE o.rule = 'clerk.rate' AND o.subject = 'shift:' || s.id) LIMIT ${MISSED_MAX}`,
      [seconds(MISSED_WITHIN_MS), TILL_RULES['clerk.rate'].limits.count.over],
    ),
    await tx.rows<{ id: string }>(
      `SELECT r.card_id AS id FROM refused_sale r WHERE r.at > now() - make_interval(secs => $1)
          AND NOT EXISTS (SELECT FROM card_watch w WHERE w.card_id = r.card_id AND w.reason = 'swap.scan')
        GROUP BY r.card_id HAVING count(*) >= $2 LIMIT ${MISSED_MAX}`,
      [seconds(withinMs), TILL_RULES['swap.scan'].limits.again.from],
    ),
    await tx.rows<{ id: string }>(
      `SELECT DISTINCT t.card_id AS id FROM attempt t
         JOIN activation e ON e.card_id = t.card_id AND e.state <> 'active' AND e.ended_by <> 'void' AND e.ended_at <= t.at
        WHERE t.id >= $1 AND NOT EXISTS (SELECT FROM exception x WHERE x.code = 'CLERK_REVERSED' AND x.source = 'sale:' || e.id)
        LIMIT ${MISSED_MAX}`,
      [firstIdAt(sinceMs)],
    ),
  ];
  return [
    ...shifts.map(({ id }) => ({ what: 'undone' as const, activationId: id })),
    ...scans.map(({ id }) => ({ what: 'refused' as const, cardId: id })),
    ...tries.map(({ id }) => ({ what: 'pin_tried' as const, cardId: id })),
  ];
}

/** No UUIDv7 of that millisecond or a later one sorts before it. */
function firstIdAt(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
