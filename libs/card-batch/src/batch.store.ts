import {
  type Batch,
  type BatchEvent,
  type BatchState,
  type CardRange,
  type RangeMove,
  batchNumber,
  cardId,
  cardsIn,
  moveRange,
} from '#lib/cards';
import type { Tx } from '#lib/database';
import { Problem, invariant } from '#lib/kernel';
import { nextBatchState } from './batch.policy.js';

/** 9792 starts bank cards of one scheme. */
const SKIPPED_LAST = 929_999;
const SKIPPED_FIRST = 920_000;

/** The next number of a batch: never one twice, even if its request is rolled back. */
export async function nextBatchNumber(tx: Tx): Promise<number> {
  const number = await nextVal(tx, 1);
  if (number < SKIPPED_FIRST || number > SKIPPED_LAST) return number;
  return nextVal(tx, SKIPPED_LAST - number + 1);
}

/** Draws so many numbers and gives the last. */
async function nextVal(tx: Tx, draws: number): Promise<number> {
  const [row] = await tx.rows<{ number: string }>(
    `SELECT max(nextval('batch_number')) AS number FROM generate_series(1, $1::int)`,
    [draws],
  );
  return Number(row!.number);
}

/** A row of `batch` as the entity names it; the bulk pool knows no entities. */
const COLUMNS = `id, product_id AS "productId", quantity, state, months, price_minor AS "priceMinor", currency, gtin, plan,
  sell_by::text AS "sellBy", after_sale_months AS "afterSaleMonths", chunk_size AS "chunkSize", minted,
  pepper_id AS "pepperId", requested_by AS "requestedBy", requested_at AS "requestedAt", approved_by AS "approvedBy",
  approved_at AS "approvedAt", minted_at AS "mintedAt", sealed_at AS "sealedAt", released_by AS "releasedBy",
  released_at AS "releasedAt", reason, template_id AS "templateId", house_key_id AS "houseKeyId", generator`;

type BatchRow = Omit<Batch, 'priceMinor'> & { readonly priceMinor: string };

function toBatch(row: BatchRow): Batch {
  return { ...row, priceMinor: BigInt(row.priceMinor) };
}

export async function readBatch(tx: Tx, id: number): Promise<Batch> {
  return one(await tx.rows<BatchRow>(`SELECT ${COLUMNS} FROM batch WHERE id = $1`, [id]), id);
}

/** Its row stays locked against other changes of the batch. Sales go on: they only read it. */
export async function lockBatch(tx: Tx, id: number): Promise<Batch> {
  return one(await tx.rows<BatchRow>(`SELECT ${COLUMNS} FROM batch WHERE id = $1 FOR NO KEY UPDATE`, [id]), id);
}

/** What a list of batches is narrowed to. */
export interface BatchFilter {
  readonly state?: BatchState;
  readonly productId?: number;
}

/** Newest first, from below `before`. */
export async function listBatches(
  tx: Tx,
  limit: number,
  before: number | undefined,
  { state, productId }: BatchFilter = {},
): Promise<Batch[]> {
  const rows = await tx.rows<BatchRow>(
    `SELECT ${COLUMNS} FROM batch
      WHERE ($2::int IS NULL OR id < $2) AND ($3::text IS NULL OR state = $3) AND ($4::int IS NULL OR product_id = $4)
      ORDER BY id DESC LIMIT $1`,
    [limit, before ?? null, state ?? null, productId ?? null],
  );
  return rows.map(toBatch);
}

function one([row]: readonly BatchRow[], id: number): Batch {
  if (row === undefined) throw new Problem('batch.not_found', `There is no batch ${batchNumber(id)}.`);
  return toBatch(row);
}

/** What else a move writes. `reason` left out = as before. */
export interface BatchChange {
  readonly reason?: string | null;
  readonly approvedBy?: string;
  readonly releasedBy?: string;
}

/**
 * Moves a locked batch along its table of states, and gives it as it is then. `unless` is asked, and may refuse, once
 * it is known that the table has such a move.
 */
export async function moveBatch(
  tx: Tx,
  batch: Batch,
  event: BatchEvent,
  { reason = batch.reason, approvedBy, releasedBy }: BatchChange = {},
  unless: () => unknown = () => undefined,
): Promise<Batch> {
  const state = nextBatchState(batch.state, event);
  await unless();
  const moved = await tx.rows<BatchRow>(
    `UPDATE batch SET state = $3, reason = $4, approved_by = coalesce($5, approved_by), released_by = coalesce($6, released_by),
            approved_at = CASE WHEN $3 = 'approved' THEN now() ELSE approved_at END,
            minted_at = CASE WHEN $3 = 'minted' THEN now() ELSE minted_at END,
            sealed_at = CASE WHEN $3 = 'sealed' THEN now() ELSE sealed_at END,
            released_at = CASE WHEN $3 = 'released' THEN coalesce(released_at, now()) ELSE released_at END
      WHERE id = $1 AND state = $2 RETURNING ${COLUMNS}`,
    [batch.id, batch.state, state, reason, approvedBy ?? null, releasedBy ?? null],
  );
  invariant(moved.length === 1, 'a locked batch changed under us');
  return toBatch(moved[0]!);
}

/** What its batch's cards sell, as people call it. */
export async function productName(tx: Tx, { productId }: Batch): Promise<string> {
  const [row] = await tx.rows<{ name: string }>('SELECT name FROM product WHERE id = $1', [productId]);
  return row!.name;
}

/** Whether somebody has asked this and waits for another person. */
export async function isQuestionOpen(tx: Tx, kind: string, subject: string): Promise<boolean> {
  const rows = await tx.rows(
    'SELECT 1 FROM approval WHERE kind = $1 AND subject = $2 AND decision IS NULL AND expires_at > now()',
    [kind, subject],
  );
  return rows.length > 0;
}

/** How many times sheets and bundles of the batch were downloaded. */
export async function countDownloads(tx: Tx, batchId: number): Promise<number> {
  const [row] = await tx.rows<{ downloads: string }>(
    `SELECT (SELECT coalesce(sum(downloads), 0) FROM sheet WHERE batch_id = $1)
          + (SELECT count(downloaded_at) FROM bundle WHERE batch_id = $1) AS downloads`,
    [batchId],
  );
  return Number(row!.downloads);
}

export interface PrintedSheet {
  readonly id: string;
  readonly sha256: string | null;
  readonly downloads: number;
}

/** Ends what holds PINs, and what only the batch's key could open. Gives the sheets as they were, for the record. */
export async function deleteSecrets(tx: Tx, batchId: number): Promise<PrintedSheet[]> {
  await tx.rows('DELETE FROM batch_chunk WHERE batch_id = $1', [batchId]);
  await tx.rows(
    `UPDATE bundle SET state = 'destroyed' WHERE batch_id = $1 AND state IN ('waiting', 'making', 'ready')`,
    [batchId],
  );
  return tx.rows<PrintedSheet>(
    `UPDATE sheet SET state = 'destroyed' WHERE batch_id = $1
     RETURNING id, encode(sha256, 'hex') AS sha256, downloads`,
    [batchId],
  );
}

/** Spoils those cards of a range that are in the warehouse, with their event; gives how many. */
export async function spoilRange(tx: Tx, move: Omit<RangeMove, 'from' | 'event'>): Promise<number> {
  const runs = await moveRange(tx, { ...move, from: 'printed', event: 'spoil' });
  return runs.reduce((cards, run) => cards + cardsIn(run), 0);
}

/** Batches that a job of the mint should be at, and which job. */
export async function unfinishedMints(tx: Tx): Promise<{ readonly id: number; readonly name: 'mint' | 'discard' }[]> {
  return tx.rows(
    `SELECT id, CASE WHEN state IN ('approved', 'minting') THEN 'mint' ELSE 'discard' END AS name FROM batch b
      WHERE state IN ('approved', 'minting') OR (state IN ('cancelled', 'failed')
            AND EXISTS (SELECT FROM batch_chunk c WHERE c.batch_id = b.id))
      ORDER BY id LIMIT 1000`,
  );
}

export async function hasChunks(tx: Tx, batchId: number): Promise<boolean> {
  return (await tx.rows('SELECT 1 FROM batch_chunk WHERE batch_id = $1 LIMIT 1', [batchId])).length > 0;
}

/** Deletes one chunk of the batch, and says which cards it held; `undefined` when there is none left. */
export async function discardChunk(tx: Tx, batchId: number): Promise<CardRange | undefined> {
  const [row] = await tx.rows<{ first_index: number; cards: number }>(
    `DELETE FROM batch_chunk WHERE (batch_id, chunk) IN
       (SELECT batch_id, chunk FROM batch_chunk WHERE batch_id = $1 ORDER BY chunk LIMIT 1 FOR UPDATE)
     RETURNING first_index, cards`,
    [batchId],
  );
  if (row === undefined) return undefined;
  const firstCard = cardId(batchId, row.first_index);
  return { firstCard, lastCard: firstCard + BigInt(row.cards - 1) };
}

/** The database's day: when a batch is requested or minted is business time, not a host's. */
export async function today(tx: Tx): Promise<string> {
  const [row] = await tx.rows<{ today: string }>(`SELECT (now() AT TIME ZONE 'UTC')::date::text AS today`);
  return row!.today;
}

/** Whether anybody sent the PIN of a card that was pulled from the batch as a quality sample and destroyed. */
export async function wasCanaryTried(tx: Tx, batchId: number): Promise<boolean> {
  const tried = await tx.rows(
    'SELECT FROM canary k JOIN attempt a ON a.card_id = k.card WHERE k.batch_id = $1 LIMIT 1',
    [batchId],
  );
  return tried.length > 0;
}
