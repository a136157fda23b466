import { createHash } from 'node:crypto';
import { type CardFacts, nextState } from '#lib/cards';
import { type LocalDate, type ProblemCode, businessDate, formatMoney } from '#lib/kernel';
import type { ExceptionCode } from '#lib/ledger';
import { type WatchReason, burstOf, receiptOver } from '#lib/risk';
import { type Refusal, type SellCard, type Till, type TillFacts, isSale, refuse } from './activation.types.js';

/** How far a till's own time may be off before our day counts (a long weekend; a clock a little fast). */
export const SOLD_AT_PAST_MAX_MS = 72 * 3_600_000;
export const SOLD_AT_FUTURE_MAX_MS = 5 * 60_000;

/** The sale goes through. */
export interface SellDecision {
  readonly kind: 'sell';
  /** `record_sale`: cash was taken for a card that may not move; it is sold where it stands. */
  readonly event: 'activate' | 'record_sale';
  /** No one had marked the card as received: the sale does. */
  readonly received: boolean;
  readonly businessDate: LocalDate;
  /** What somebody must explain. */
  readonly exceptions: readonly ExceptionCode[];
  /** Why its redemption waits for a person. */
  readonly watches: readonly WatchReason[];
  /** What the till took, where that was not the price. */
  readonly claimedMinor: bigint | null;
}

export type SaleDecision =
  | Refusal
  /** The same call again: the answer it had. */
  | { readonly kind: 'replay' }
  | SellDecision;

export const REFUSAL_BY_STATE: Readonly<Record<CardFacts['state'], ProblemCode>> = {
  printed: 'card.not_found',
  shipped: 'card.not_received',
  in_store: 'card.not_received',
  active: 'card.already_active',
  held: 'card.already_active',
  redeemed: 'card.redeemed',
  voided: 'card.voided',
  replaced: 'card.replaced',
  spoiled: 'card.blocked',
  expired: 'card.expired',
  blocked: 'card.blocked',
};

/** Whether this sale may go through, and as what. */
export function decideSale(facts: TillFacts, command: SellCard): SaleDecision {
  const { earlier, card, now } = facts;
  const { till } = command;
  if (earlier !== undefined) {
    if (!isSale(earlier)) return refuse('activation.reversed');
    if (!earlier.fingerprint.equals(fingerprintOf(command))) return refuse('request.key_reused');
    if (earlier.state === 'active') return { kind: 'replay' };
    return refuse(earlier.state === 'reversed' ? 'activation.reversed' : 'activation.voided');
  }
  const { businessDate: day, lateLine } = dayOfSale(till, command.soldAt, now);
  const cardRefusal = whyNotSellable(card, till, facts, day, command.gtin);
  if (cardRefusal !== undefined) return refuse(cardRefusal);
  const tillRefusal = whyNotHere(facts, command);
  if (tillRefusal !== undefined) return tillRefusal;
  const received = card!.state === 'shipped';
  const exceptions: ExceptionCode[] = [
    ...(received ? ['NOT_RECEIVED' as const] : []),
    ...(lateLine ? ['LATE_LINE' as const] : []),
  ];
  return { kind: 'sell', event: 'activate', received, businessDate: day, exceptions, watches: [], claimedMinor: null };
}

/** The card may be sold; whether by this clerk, for this money, at this pace. */
function whyNotHere(facts: TillFacts, command: SellCard): Refusal | undefined {
  const { currency } = facts.card!;
  const { priceMinor } = facts.terms!;
  if (command.amountMinor !== priceMinor || command.currency !== currency) {
    return refuse('price.mismatch', `The price is ${formatMoney(priceMinor, currency)}.`);
  }
  if (facts.clerkSuspended) return refuse('clerk.suspended');
  if (command.clerk !== undefined && facts.shiftId === undefined) return refuse('shift.not_open');
  const { pace } = facts;
  if (pace === undefined) return undefined;
  if (burstOf(pace) === 'locked') return refuse('till.locked');
  const tooMuch = command.receipt !== undefined && receiptOver(pace.receiptMinor + priceMinor, currency);
  return tooMuch && command.supervisor === undefined ? refuse('till.receipt_limit') : undefined;
}

/** Why a card can't be sold at that till, `undefined` when it can. Another store's card is as unknown as none. */
export function whyNotSellable(
  card: CardFacts | undefined,
  till: Till,
  { firstTryAt }: Pick<TillFacts, 'firstTryAt'>,
  today: LocalDate,
  gtin: string | undefined,
): ProblemCode | undefined {
  if (card === undefined || card.storeId !== till.storeId) return 'card.not_found';
  if (gtin !== undefined && gtin !== card.gtin) return 'scan.gtin_differs';
  const receivedBySale = card.state === 'shipped' && till.receiving === 'lenient';
  if (!receivedBySale && nextState(card.state, 'activate') === undefined) return REFUSAL_BY_STATE[card.state];
  if (card.batchState !== 'released') return 'batch.not_released';
  if (today > card.sellBy) return 'card.expired';
  if (firstTryAt !== null) return 'card.exposed';
  return undefined;
}

/** Online by our clock; where the till names a time that can be, by that. `lateLine`: its time can't have been. */
export function dayOfSale(
  till: Till,
  soldAt: Date | undefined,
  now: Date,
): { readonly businessDate: LocalDate; readonly lateLine: boolean } {
  const ageMs = soldAt === undefined ? 0 : now.getTime() - soldAt.getTime();
  const lateLine = ageMs > SOLD_AT_PAST_MAX_MS || ageMs < -SOLD_AT_FUTURE_MAX_MS;
  const at = soldAt === undefined || lateLine ? now : soldAt;
  return { businessDate: businessDate(at, till.zone, till.cutOffMinutes), lateLine };
}

/**
 * What makes two requests the same one. Not the time: a till that got no answer may send the same sale again as a stored
 * one, with the time at which it took the cash.
 */
export function fingerprintOf({ cardId, amountMinor, currency, receipt, clerk }: SellCard): Buffer {
  const request = JSON.stringify([String(cardId), String(amountMinor), currency, receipt ?? null, clerk ?? null]);
  return createHash('sha256').update(request).digest().subarray(0, 16);
}
