import { type CardFacts, nextState } from '#lib/cards';
import type { LocalDate, ProblemCode } from '#lib/kernel';
import type { ExceptionCode } from '#lib/ledger';
import type { WatchReason } from '#lib/risk';
import { type SellCard, type TillFacts, isSale } from './activation.types.js';
import { REFUSAL_BY_STATE, type SellDecision, dayOfSale } from './sale.policy.js';

/** A till that sends its sales later than this has waited too long for anybody to be surprised by an explanation. */
export const STORED_MS_MAX = 24 * 3_600_000;

export type StoredDecision =
  | { readonly kind: 'replay' }
  | SellDecision
  /** No second sale can stand for this cash: the line says why, and the money becomes somebody's work. */
  | { readonly kind: 'explain'; readonly code: ProblemCode; readonly exception: ExceptionCode | undefined };

/**
 * What becomes of a sale whose cash has been taken (design §3): it is never refused for the card's state. Where the card
 * can't move it is sold where it stands; what is not right about it is an exception, and its redemption waits for a person.
 */
export function decideStoredSale(facts: TillFacts, command: SellCard): StoredDecision {
  const { earlier, card } = facts;
  if (earlier !== undefined) {
    // The money went back: the customer has it.
    if (!isSale(earlier)) return { kind: 'explain', code: 'activation.reversed', exception: undefined };
    // Cash for another card under a used key: it must not vanish behind what became of the first.
    if (earlier.cardId !== command.cardId) {
      return { kind: 'explain', code: 'request.key_reused', exception: 'SOLD_NOT_ACTIVE' };
    }
    if (earlier.state === 'reversed') return { kind: 'explain', code: 'activation.reversed', exception: undefined };
    if (earlier.state === 'voided') return { kind: 'explain', code: 'activation.voided', exception: undefined };
    return { kind: 'replay' };
  }
  if (card === undefined || !isHere(facts, card, command)) {
    return { kind: 'explain', code: 'card.not_found', exception: 'UNKNOWN_SERIAL' };
  }
  const event = eventOf(card);
  if (event === undefined) return { kind: 'explain', code: REFUSAL_BY_STATE[card.state], exception: 'SOLD_NOT_ACTIVE' };
  return { kind: 'sell', event, received: card.state === 'shipped', ...judged(facts, card, command) };
}

/** In this store, or in another one of the same retailer. */
function isHere({ inSisterStore }: TillFacts, card: CardFacts, { till }: SellCard): boolean {
  return card.storeId === till.storeId || inSisterStore;
}

/** `undefined`: it was sold before, or it is at its end. */
function eventOf({ state, activationId }: CardFacts): SellDecision['event'] | undefined {
  if (activationId !== null) return undefined;
  if (state === 'shipped' || nextState(state, 'activate') !== undefined) return 'activate';
  return nextState(state, 'record_sale') === undefined ? undefined : 'record_sale';
}

/** Everything about the sale that somebody must look at. */
function judged(
  { firstTryAt, now, terms }: TillFacts,
  card: CardFacts,
  { till, soldAt, amountMinor, currency, gtin }: SellCard,
): Pick<SellDecision, 'businessDate' | 'exceptions' | 'watches' | 'claimedMinor'> {
  const { businessDate, lateLine } = dayOfSale(till, soldAt, now);
  const exceptions: ExceptionCode[] = [];
  const watches: WatchReason[] = [];
  const mark = (is: boolean, exception: ExceptionCode, watch?: WatchReason): void => {
    if (!is) return;
    exceptions.push(exception);
    if (watch !== undefined) watches.push(watch);
  };
  mark(card.state === 'blocked', 'SOLD_BLOCKED', 'stored.blocked');
  mark(isExpired(card, businessDate), 'SOLD_EXPIRED', 'stored.expired');
  mark(card.batchState !== 'released', 'SOLD_NOT_RELEASED', 'stored.not_released');
  // A sale that is older than the try was made before anyone could have known; a time that can't be proves nothing.
  const soldBefore = !lateLine && soldAt !== undefined && firstTryAt !== null && soldAt < firstTryAt;
  mark(firstTryAt !== null && !soldBefore, 'SOLD_EXPOSED', 'stored.exposed');
  mark(card.state === 'shipped', 'NOT_RECEIVED');
  mark(card.storeId !== till.storeId, 'WRONG_STORE');
  mark(gtin !== undefined && gtin !== card.gtin, 'UNREADABLE_SERIAL');
  mark(lateLine || (soldAt !== undefined && now.getTime() - soldAt.getTime() > STORED_MS_MAX), 'LATE_LINE');
  const atPrice = amountMinor === terms!.priceMinor && currency === card.currency;
  mark(!atPrice, 'PRICE');
  return { businessDate, exceptions, watches, claimedMinor: atPrice ? null : amountMinor };
}

function isExpired({ state, sellBy }: CardFacts, day: LocalDate): boolean {
  return state === 'expired' || (state !== 'blocked' && day > sellBy);
}
