import { type CardRange, batchNumber, cardId, cardsIn, recordEvents } from '#lib/cards';
import type { Tx } from '#lib/database';
import { type LocalDate, Problem } from '#lib/kernel';
import type { BundleState } from './bundle.entity.js';
import type { BundleCertificate, BundleReceipt, Signed } from './bundle-papers.js';

/** A bundle as its papers are checked against, its row locked. */
export interface LockedBundle {
  readonly id: string;
  readonly state: BundleState;
  readonly cards: number;
  readonly sha256: Buffer | null;
  readonly signingKey: Buffer;
  readonly readyAt: Date | null;
  readonly spoiled: number;
  readonly receipt: Signed<BundleReceipt> | null;
  readonly certificate: Signed<BundleCertificate> | null;
}

/** What spoiling cards of a batch needs to know of it. */
export interface LockedBatch {
  readonly id: number;
  readonly state: string;
  readonly quantity: number;
  readonly months: number;
}

/** The batch first, then its bundle: the order in which everybody locks them. */
export async function lockBatchAndBundle(
  tx: Tx,
  batchId: number,
  bundleId: string,
): Promise<{ readonly batch: LockedBatch; readonly bundle: LockedBundle }> {
  const [batch] = await tx.rows<LockedBatch>(
    'SELECT id, state, quantity, months FROM batch WHERE id = $1 FOR NO KEY UPDATE',
    [batchId],
  );
  if (batch === undefined) throw new Problem('batch.not_found', `There is no batch ${batchNumber(batchId)}.`);
  const [bundle] = await tx.rows<LockedBundle>(
    `SELECT u.id, u.state, u.cards, u.sha256, k.signing_key AS "signingKey", u.ready_at AS "readyAt", u.spoiled,
            u.receipt, u.certificate FROM bundle u JOIN house_key k ON k.id = u.house_key_id
      WHERE u.id = $1 AND u.batch_id = $2 FOR NO KEY UPDATE OF u`,
    [bundleId, batchId],
  );
  if (bundle === undefined) throw new Problem('bundle.not_found');
  return { batch, bundle };
}

export async function keepReceipt(tx: Tx, id: string, receipt: Signed<BundleReceipt>): Promise<void> {
  await tx.rows('UPDATE bundle SET receipt = $2, receipt_at = now() WHERE id = $1', [id, JSON.stringify(receipt)]);
}

/** The house certifies for the batch: also for bundles of it that broke off on their way and have no receipt. */
export async function keepCertificate(tx: Tx, batchId: number, certificate: Signed<BundleCertificate>): Promise<void> {
  await tx.rows(
    `UPDATE bundle SET certificate = $2, certificate_at = now()
      WHERE batch_id = $1 AND downloaded_at IS NOT NULL AND certificate IS NULL`,
    [batchId, JSON.stringify(certificate)],
  );
}

export async function countSpoiled(tx: Tx, id: string, cards: number): Promise<void> {
  await tx.rows('UPDATE bundle SET spoiled = spoiled + $2 WHERE id = $1', [id, cards]);
}

/** Where the making is. Never of a bundle that came to its end meanwhile. */
export async function noteBundleDone(tx: Tx, id: string, done: number): Promise<void> {
  await tx.rows(`UPDATE bundle SET done = $2 WHERE id = $1 AND state = 'making'`, [id, done]);
}

/** Why these cards are spoiled, for their history. */
export interface SpoilNote {
  readonly actor: string;
  readonly source: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Spoils the cards of these ranges, which share none, with an event for each range: all of them, or `false` and the
 * transaction must end. One statement for a whole list.
 */
export async function spoilRanges(tx: Tx, ranges: readonly CardRange[], note: SpoilNote): Promise<boolean> {
  const [spoiled] = await tx.rows<{ cards: string }>(
    `WITH spoiled AS (
       UPDATE card SET state = 'spoiled' FROM unnest($1::bigint[], $2::bigint[]) AS r (first, last)
        WHERE card.id BETWEEN r.first AND r.last AND card.state = 'printed' RETURNING 1)
     SELECT count(*) AS cards FROM spoiled`,
    bounds(ranges),
  );
  if (Number(spoiled!.cards) !== ranges.reduce((sum, range) => sum + cardsIn(range), 0)) return false;
  await recordEvents(
    tx,
    ranges.map((range) => ({ kind: 'spoil', ...range, ...note })),
  );
  return true;
}

/** Whether some card of the ranges was spoiled before that time: it is not in a bundle made then. */
export async function wasSpoiledBefore(tx: Tx, ranges: readonly CardRange[], at: Date): Promise<boolean> {
  const rows = await tx.rows(
    `SELECT 1 FROM unnest($1::bigint[], $2::bigint[]) AS r (first, last)
       JOIN card_event e ON e.first_card BETWEEN r.first / 10000000 * 10000000 AND r.last AND e.last_card >= r.first
      WHERE e.kind = 'spoil' AND e.at < $3 LIMIT 1`,
    [...bounds(ranges), at],
  );
  return rows.length > 0;
}

function bounds(ranges: readonly CardRange[]): [string[], string[]] {
  return [ranges.map(({ firstCard }) => String(firstCard)), ranges.map(({ lastCard }) => String(lastCard))];
}

/** How many good cards of the batch lie in the warehouse. Reads them all: for the bulk pool. */
export async function countPrinted(tx: Tx, { id, quantity }: LockedBatch): Promise<number> {
  const [row] = await tx.rows<{ cards: string }>(
    `SELECT count(*) AS cards FROM card WHERE id BETWEEN $1 AND $2 AND state = 'printed'`,
    [String(cardId(id, 0)), String(cardId(id, quantity - 1))],
  );
  return Number(row!.cards);
}

/** The good card of the batch that comes `n`-th, counted from 0. */
export async function printedCardAt(tx: Tx, { id, quantity }: LockedBatch, n: number): Promise<bigint> {
  const [row] = await tx.rows<{ id: string }>(
    `SELECT id FROM card WHERE id BETWEEN $1 AND $2 AND state = 'printed' ORDER BY id OFFSET $3 LIMIT 1`,
    [String(cardId(id, 0)), String(cardId(id, quantity - 1)), n],
  );
  return BigInt(row!.id);
}

export async function keepCanaries(tx: Tx, batchId: number, cards: readonly bigint[], staffId: string): Promise<void> {
  await tx.rows(
    'INSERT INTO canary (card, batch_id, pulled_by) SELECT card, $2, $3 FROM unnest($1::bigint[]) AS card',
    [cards.map(String), batchId, staffId],
  );
}

export async function canariesOf(tx: Tx, batchId: number): Promise<bigint[]> {
  const rows = await tx.rows<{ card: string }>('SELECT card FROM canary WHERE batch_id = $1 ORDER BY card', [batchId]);
  return rows.map(({ card }) => BigInt(card));
}

/** The database's day. */
export async function today(tx: Tx): Promise<LocalDate> {
  const [row] = await tx.rows<{ today: string }>(`SELECT (now() AT TIME ZONE 'UTC')::date::text AS today`);
  return row!.today;
}
