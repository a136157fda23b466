import {
  Batch,
  type BatchEvent,
  CARDS_A_BATCH_MAX,
  CARD_TRANSITIONS,
  STORED_CARD_STATES,
  type StoredCardState,
  batchNumber,
  cardId,
} from '#lib/cards';
import type { EntityTx, Tx } from '#lib/database';
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

export async function readBatch(tx: EntityTx, id: number): Promise<Batch> {
  return found(await tx.manager.findOneBy(Batch, { id }), id);
}

/** Its row stays locked against other changes of the batch. Sales go on: they only read it. */
export async function lockBatch(tx: EntityTx, id: number): Promise<Batch> {
  return found(await tx.manager.findOne(Batch, { where: { id }, lock: { mode: 'for_no_key_update' } }), id);
}

function found(batch: Batch | null, id: number): Batch {
  if (batch === null) throw new Problem('batch.not_found', `There is no batch ${batchNumber(id)}.`);
  return batch;
}

/** What else a move writes. */
export interface BatchChange {
  readonly reason?: string | null;
  readonly approvedBy?: string;
  readonly releasedBy?: string;
  /** The column that takes the time of the move. */
  readonly at?: 'approvedAt' | 'mintedAt' | 'sealedAt' | 'releasedAt';
}

/**
 * Moves a locked batch along its table of states, and gives it as it is then. `unless` is asked, and may refuse, once
 * it is known that the table has such a move.
 */
export async function moveBatch(
  tx: EntityTx,
  batch: Batch,
  event: BatchEvent,
  change: BatchChange = {},
  unless: () => unknown = () => undefined,
): Promise<Batch> {
  const state = nextBatchState(batch.state, event);
  await unless();
  const { at, ...columns } = change;
  const time = at === undefined ? {} : { [at]: () => 'now()' };
  const { affected } = await tx.manager.update(
    Batch,
    { id: batch.id, state: batch.state },
    { state, ...columns, ...time },
  );
  invariant(affected === 1, 'a locked batch changed under us');
  return readBatch(tx, batch.id);
}

/** Whether somebody has asked this and waits for another person. */
export async function isQuestionOpen(tx: Tx, kind: string, subject: string): Promise<boolean> {
  const rows = await tx.rows(
    'SELECT 1 FROM approval WHERE kind = $1 AND subject = $2 AND decision IS NULL AND expires_at > now()',
    [kind, subject],
  );
  return rows.length > 0;
}

/** How many times sheets of the batch were downloaded. */
export async function countDownloads(tx: Tx, batchId: number): Promise<number> {
  const [row] = await tx.rows<{ downloads: string }>(
    'SELECT coalesce(sum(downloads), 0) AS downloads FROM sheet WHERE batch_id = $1',
    [batchId],
  );
  return Number(row!.downloads);
}

export interface PrintedSheet {
  readonly id: string;
  readonly sha256: string | null;
  readonly downloads: number;
}

/** Ends what only the batch's key could open: chunks and sheets. Gives the sheets as they were, for the record. */
export async function deleteSecrets(tx: Tx, batchId: number): Promise<PrintedSheet[]> {
  await tx.rows('DELETE FROM batch_chunk WHERE batch_id = $1', [batchId]);
  return tx.rows<PrintedSheet>(
    `UPDATE sheet SET state = 'destroyed' WHERE batch_id = $1
     RETURNING id, encode(sha256, 'hex') AS sha256, downloads`,
    [batchId],
  );
}

/** Spoils the cards of a range that are in the warehouse; gives how many. */
export async function spoilPrinted(tx: Tx, firstCard: bigint, lastCard: bigint): Promise<number> {
  const [row] = await tx.rows<{ moved: string }>(
    `WITH moved AS (UPDATE card SET state = 'spoiled' WHERE id BETWEEN $1 AND $2 AND state = 'printed' RETURNING 1)
     SELECT count(*) AS moved FROM moved`,
    [String(firstCard), String(lastCard)],
  );
  return Number(row!.moved);
}

export async function hasChunks(tx: Tx, batchId: number): Promise<boolean> {
  return (await tx.rows('SELECT 1 FROM batch_chunk WHERE batch_id = $1 LIMIT 1', [batchId])).length > 0;
}

/** Deletes one chunk of the batch, and says which cards it held; `undefined` when there is none left. */
export async function discardChunk(
  tx: Tx,
  batchId: number,
): Promise<{ readonly firstCard: bigint; readonly lastCard: bigint; readonly cards: number } | undefined> {
  const [row] = await tx.rows<{ first_index: number; cards: number }>(
    `DELETE FROM batch_chunk WHERE (batch_id, chunk) IN
       (SELECT batch_id, chunk FROM batch_chunk WHERE batch_id = $1 ORDER BY chunk LIMIT 1 FOR UPDATE)
     RETURNING first_index, cards`,
    [batchId],
  );
  if (row === undefined) return undefined;
  const firstCard = cardId(batchId, row.first_index);
  return { firstCard, lastCard: firstCard + BigInt(row.cards - 1), cards: row.cards };
}

/** How many cards of the batch are in each stored state. */
export async function countCards(tx: Tx, batchId: number): Promise<Partial<Record<StoredCardState, number>>> {
  const rows = await tx.rows<{ state: StoredCardState; cards: string }>(
    'SELECT state, count(*) AS cards FROM card WHERE id BETWEEN $1 AND $2 GROUP BY state',
    [String(cardId(batchId, 0)), String(cardId(batchId, CARDS_A_BATCH_MAX))],
  );
  return Object.fromEntries(rows.map(({ state, cards }) => [state, Number(cards)]));
}

const END_STATES = STORED_CARD_STATES.filter((state) => Object.keys(CARD_TRANSITIONS[state]).length === 0);

/** Whether some card of the batch could still move. */
export async function hasLiveCards(tx: Tx, batchId: number): Promise<boolean> {
  const rows = await tx.rows('SELECT 1 FROM card WHERE id BETWEEN $1 AND $2 AND state <> ALL($3::text[]) LIMIT 1', [
    String(cardId(batchId, 0)),
    String(cardId(batchId, CARDS_A_BATCH_MAX)),
    END_STATES,
  ]);
  return rows.length > 0;
}

/** The database's day: when a batch is requested or minted is business time, not a host's. */
export async function today(tx: Tx): Promise<string> {
  const [row] = await tx.rows<{ today: string }>(`SELECT (now() AT TIME ZONE 'UTC')::date::text AS today`);
  return row!.today;
}
