import { type CardFacts, nextState } from '#lib/cards';
import { type ProblemCode, businessDate } from '#lib/kernel';
import {
  type Refusal,
  type Sale,
  type Till,
  type TillFacts,
  type VoidSale,
  isSale,
  refuse,
} from './activation.types.js';

/** After this a reversal ends the card, and a void needs a supervisor: the PIN may have been read (Amazon's limit too). */
export const ALONE_MS_MAX = 15 * 60_000;
/** After a day nothing at the counter takes a card back (Adyen, Clover). */
export const VOID_MS_MAX = 24 * 3_600_000;

export type ReversalDecision =
  | Refusal
  | { readonly kind: 'replay' }
  /** The sale has not been seen: whatever comes under this key later is refused. */
  | { readonly kind: 'tombstone' }
  /** The customer has used the card: refused, and someone must explain it. */
  | { readonly kind: 'redeemed' }
  | { readonly kind: 'undo'; readonly end: 'reversal' | 'reversal_late' };

/** A reversal says that the till got no answer: the sale never happened, unless the card's PIN may have been read since. */
export function decideReversal({ earlier, card, undoneBefore, now }: TillFacts): ReversalDecision {
  if (earlier === undefined) return { kind: 'tombstone' };
  if (!isSale(earlier) || earlier.state === 'reversed') return { kind: 'replay' };
  if (earlier.state === 'voided') return refuse('activation.voided');
  const state = liveCard(earlier, card).state;
  if (state === 'redeemed' || state === 'held' || state === 'replaced') return { kind: 'redeemed' };
  if (nextState(state, 'reverse') === undefined) return refuse(WHY_NOT_UNDONE[state] ?? 'card.wrong_state');
  const late = undoneBefore || now.getTime() - outSince(earlier).getTime() > ALONE_MS_MAX;
  return { kind: 'undo', end: late ? 'reversal_late' : 'reversal' };
}

export type VoidDecision = Refusal | { readonly kind: 'replay' } | { readonly kind: 'undo'; readonly end: 'void' };

/** The customer is at the counter with the card: it may be taken back while nobody has tried its PIN. */
export function decideVoid({ earlier, card, lastTryAt, now }: TillFacts, { till, supervisor }: VoidSale): VoidDecision {
  if (earlier === undefined) return refuse('activation.not_found');
  if (!isSale(earlier) || earlier.state === 'reversed') return refuse('activation.reversed');
  if (earlier.state === 'voided') return { kind: 'replay' };
  const state = liveCard(earlier, card).state;
  if (nextState(state, 'void') === undefined) return refuse(WHY_NOT_UNDONE[state] ?? 'card.wrong_state');
  if (lastTryAt !== null && lastTryAt >= outSince(earlier)) return refuse('void.pin_tried');
  return whyNotNow(earlier, till, supervisor, now) ?? { kind: 'undo', end: 'void' };
}

function whyNotNow(sale: Sale, till: Till, supervisor: string | undefined, now: Date): Refusal | undefined {
  const ageMs = now.getTime() - outSince(sale).getTime();
  if (ageMs <= ALONE_MS_MAX) return undefined;
  const sameDay = businessDate(now, till.zone, till.cutOffMinutes) === sale.businessDate;
  if (ageMs > VOID_MS_MAX || !sameDay) return refuse('void.window_over');
  return supervisor === undefined ? refuse('void.supervisor_required') : undefined;
}

/** Since when the customer has had the card: a stored sale was made before we heard of it. */
function outSince({ stored, soldAt, activatedAt }: Sale): Date {
  return stored && soldAt !== null && soldAt < activatedAt ? soldAt : activatedAt;
}

const WHY_NOT_UNDONE: Readonly<Partial<Record<CardFacts['state'], ProblemCode>>> = {
  held: 'card.redeemed',
  redeemed: 'card.redeemed',
  replaced: 'card.replaced',
  expired: 'card.expired',
  blocked: 'card.blocked',
};

/** A live sale always has its card, locked before it was read. */
function liveCard(sale: Sale, card: CardFacts | undefined): CardFacts {
  if (card?.id !== sale.cardId) throw new Error('a live sale without its locked card');
  return card;
}
