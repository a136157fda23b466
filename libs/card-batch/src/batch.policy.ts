import { createHash } from 'node:crypto';
import {
  BATCH_TRANSITIONS,
  type Batch,
  type BatchEvent,
  type BatchState,
  CARDS_A_BATCH_MAX,
  batchNumber,
  isSealed,
} from '#lib/cards';
import { Problem, type ProblemCode } from '#lib/kernel';

export const QUANTITY_MAX = CARDS_A_BATCH_MAX;
/** A spoil is one transaction that updates every card. */
export const SPOIL_CARDS_MAX = 100_000;
/** A mint has some twenty steps to show and to resume from; a chunk is one transaction of at most 20,000 rows. */
const CHUNKS_WANTED = 20;
const CHUNK_MIN = 1_000;
const CHUNK_MAX = 20_000;

/** The approvals that another person gives; their subject is the batch. */
export const MINT = 'batch.mint';
export const UNFREEZE = 'batch.unfreeze';

export function chunkSizeOf(quantity: number): number {
  return Math.min(CHUNK_MAX, Math.max(CHUNK_MIN, Math.ceil(quantity / CHUNKS_WANTED)));
}

/** How approvals and the audit log name a batch. */
export function batchSubject(batchId: number): string {
  return `batch:${batchNumber(batchId)}`;
}

/** What an approver agrees to. Other facts under the same number would have another hash. */
export function requestHash(batch: Batch): Buffer {
  const { id, productId, quantity, months, priceMinor, currency, gtin, plan, sellBy, afterSaleMonths } = batch;
  const asked = [id, productId, quantity, months, String(priceMinor), currency, gtin, plan, sellBy, afterSaleMonths];
  return createHash('sha256').update(JSON.stringify(asked)).digest();
}

/** Where the event leads from there, or the refusal. */
export function nextBatchState(from: BatchState, event: BatchEvent): BatchState {
  const to = BATCH_TRANSITIONS[from][event];
  if (to === undefined) throw new Problem(refusalOf(from, event), `The batch is ${from}.`);
  return to;
}

function refusalOf(from: BatchState, event: BatchEvent): ProblemCode {
  if (isSealed(from) && (event === 'seal' || event === 'cancel')) return 'batch.sealed';
  if (event === 'release' && from === 'minted') return 'batch.not_sealed';
  return 'batch.wrong_state';
}

/** Not to be minted any more, or not again: whoever watches or works may go home. */
export function isMintOver(state: BatchState): boolean {
  return state !== 'approved' && state !== 'minting';
}

/** Its cards may be printed until the seal, and ruined before and after it. */
export function mayHaveSpoiledCards(state: BatchState): boolean {
  return state === 'minted' || (isSealed(state) && state !== 'closed');
}
