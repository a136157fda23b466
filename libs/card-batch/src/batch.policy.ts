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
import { Problem, type ProblemCode, canonicalJson, formatMoney } from '#lib/kernel';
import type { Bindings, BoundHouseKey, BoundTemplate } from './bindings.store.js';
import { openCards, type BatchEquation } from './equation.js';

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

/**
 * What an approver agrees to: the product's facts, the count, the look, whose key the cards leave under and how the
 * numbers are made. Other facts under the same number would have another hash.
 */
export function requestHash(batch: Batch, { template, houseKey }: Bindings): Buffer {
  const { id, productId, quantity, months, priceMinor, currency, gtin, plan, sellBy, afterSaleMonths } = batch;
  const asked = canonicalJson({
    batch: id,
    product: { id: productId, months, priceMinor: String(priceMinor), currency, gtin, plan, sellBy, afterSaleMonths },
    quantity,
    template: template === null ? null : { id: template.id, digest: template.digest },
    houseKey: houseKey === null ? null : { id: houseKey.id, fingerprint: houseKey.fingerprint },
    generator: batch.generator,
  });
  return createHash('sha256').update(asked).digest();
}

/** What an approver must see before saying yes. */
export function approvalDetail(batch: Batch, productName: string, { template, houseKey }: Bindings): object {
  const { id, quantity, months, priceMinor, currency, gtin, sellBy, generator } = batch;
  return {
    batch: batchNumber(id),
    product: productName,
    gtin,
    months,
    quantity,
    price: formatMoney(priceMinor, currency),
    faceValue: formatMoney(priceMinor * BigInt(quantity), currency),
    sellBy,
    template: template === null ? null : { name: template.name, version: template.version, digest: template.digest },
    printHouse: houseKey === null ? null : { name: houseKey.house, fingerprint: inGroupsOfFour(houseKey.fingerprint) },
    generator,
  };
}

/** As people read it to each other. */
function inGroupsOfFour(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}

/** Only with a look and a key that are still good is a batch asked for, and agreed to. */
export function refuseUnusable({ template, houseKey }: Bindings): void {
  refuseRetired(template);
  refuseUnconfirmed(houseKey);
}

function refuseRetired(template: BoundTemplate | null): void {
  if (template?.retired !== true) return;
  throw new Problem('template.retired', `${template.name} v${template.version} is retired: ask for a newer version.`);
}

function refuseUnconfirmed(key: BoundHouseKey | null): void {
  if (key === null || key.state === 'confirmed') return;
  if (key.state === 'waiting') throw new Problem('house_key.not_confirmed');
  throw new Problem('house_key.wrong_state', `This key of ${key.house} is ${key.state}: name another one.`);
}

/** A batch ends when every card of it is found, and none of them may still move. */
export function refuseOpenCards(equation: BatchEquation): void {
  if (!equation.closes) {
    throw new Problem('batch.cards_open', 'Its cards are not as many as were minted: `reup verify` tells more.');
  }
  const open = openCards(equation);
  if (open > 0) {
    const detail = `${open} of its cards are not at their end: sell, void, expire or spoil them first.`;
    throw new Problem('batch.cards_open', detail);
  }
}

/** Who may put a batch on sale. */
export function refuseReleaser(
  batch: Pick<Batch, 'requestedBy' | 'approvedBy'>,
  staffId: string,
  threePeople: boolean,
): void {
  if (batch.requestedBy === staffId) {
    throw new Problem('approval.same_person', 'You requested this batch: another person releases it.');
  }
  if (threePeople && batch.approvedBy === staffId) {
    throw new Problem('approval.same_person', 'You approved this batch: a third person releases it.');
  }
}

/** Where the event leads from there, or the refusal. */
export function nextBatchState(from: BatchState, event: BatchEvent): BatchState {
  const to = BATCH_TRANSITIONS[from][event];
  if (to === undefined) throw new Problem(refusalOf(from, event), detailOf(from, event));
  return to;
}

function refusalOf(from: BatchState, event: BatchEvent): ProblemCode {
  if (isSealed(from) && (event === 'seal' || event === 'cancel')) return 'batch.sealed';
  if (event === 'release' && from === 'minted') return 'batch.not_sealed';
  if (wasDecided(from, event)) return 'approval.decided';
  return 'batch.wrong_state';
}

/** A vote on a request that is not open any more. One that was withdrawn was never decided. */
function wasDecided(from: BatchState, event: BatchEvent): boolean {
  return (event === 'approve' || event === 'reject') && from !== 'cancelled';
}

function detailOf(from: BatchState, event: BatchEvent): string {
  return wasDecided(from, event) ? `The request was decided before: the batch is ${from}.` : `The batch is ${from}.`;
}

/** Not to be minted any more, or not again: whoever watches or works may go home. */
export function isMintOver(state: BatchState): boolean {
  return state !== 'approved' && state !== 'minting';
}

/** Its cards may be printed until the seal, and ruined before and after it. */
export function mayHaveSpoiledCards(state: BatchState): boolean {
  return state === 'minted' || (isSealed(state) && state !== 'closed');
}
