import { type CardFacts, nextState } from '#lib/cards';
import { type LocalDate, type ProblemCode, addMonths } from '#lib/kernel';
import { extend, isTooFar } from '#lib/subscriptions';
import type { WatchReason } from '#lib/risk';
import type { PinTry, StandingRedemption, TryDecision, TryFacts } from './redemption.types.js';

/** For so long a redeemed PIN sent again for the same device gets its success again (a lost answer). */
export const REPLAY_MS_MAX = 24 * 3_600_000;
/** A person decides a held redemption within a day. */
export const HOLD_ANSWER_MS = 24 * 3_600_000;

const REASON_BY_STATE: Readonly<Record<CardFacts['state'], ProblemCode>> = {
  printed: 'card.not_sold',
  shipped: 'card.not_sold',
  in_store: 'card.not_sold',
  active: 'card.wrong_state',
  held: 'card.held',
  redeemed: 'card.redeemed',
  voided: 'card.voided',
  replaced: 'card.replaced',
  spoiled: 'card.blocked',
  expired: 'card.expired',
  blocked: 'card.blocked',
};

/**
 * What a well-formed PIN comes to. With the PIN alone every card that can't be used gets one and the same refusal; PIN
 * and serial together prove that the card is in hand, and then the real reason is told.
 */
export function decideTry(
  facts: TryFacts,
  { verb, serialCard, key }: Pick<PinTry, 'verb' | 'serialCard' | 'key'>,
): TryDecision {
  const { card, device, standing } = facts;
  if (device === undefined) return { kind: 'refuse', code: 'device.not_found', reason: 'device.not_found' };
  if (card === undefined) return { kind: 'refuse', code: 'pin.not_usable', reason: 'unknown' };
  if (serialCard !== undefined && serialCard !== card.id)
    return { kind: 'refuse', code: 'pin.not_usable', reason: 'serial.differs' };
  // Of a replaced card it is the PIN that died: its sender gets no success of support's doing.
  if (standing !== undefined && verb === 'redeem' && card.state !== 'replaced') {
    if (isRepeat(standing, device.id, facts.now)) return { kind: 'replay', redemption: standing };
    if (key !== undefined && key === standing.key)
      return { kind: 'refuse', code: 'request.key_reused', reason: 'request.key_reused' };
  }
  const reason = whyNotUsable(facts, card);
  if (reason !== undefined)
    return { kind: 'refuse', code: serialCard === undefined ? 'pin.not_usable' : reason, reason };
  return decideTime(facts, card);
}

function isRepeat({ deviceId, requestedAt }: StandingRedemption, device: bigint, now: Date): boolean {
  return deviceId === device && now.getTime() - requestedAt.getTime() <= REPLAY_MS_MAX;
}

function whyNotUsable(facts: TryFacts, card: CardFacts): ProblemCode | undefined {
  const { sale, today } = facts;
  if (waitsForAPerson(facts, card)) return undefined;
  if (nextState(card.state, 'redeem') === undefined) return REASON_BY_STATE[card.state];
  if (card.batchState !== 'released' && card.batchState !== 'frozen') return 'batch.not_released';
  if (sale !== undefined && today > lastDayToRedeem(sale.businessDate, card)) return 'card.expired';
  return undefined;
}

/** What a till sold while nobody answered, and which of its cards' states a person may then decide about. */
const STORED_STATE: Readonly<Partial<Record<WatchReason, (card: CardFacts) => boolean>>> = {
  'stored.blocked': ({ state }) => state === 'blocked',
  'stored.expired': ({ state }) => state === 'expired',
  'stored.not_released': ({ state }) => state === 'active',
};

/** Cash was taken for a card that could not be sold: it is not refused, a person decides. Once: then it is as any other. */
function waitsForAPerson({ sale, standing, watches }: TryFacts, card: CardFacts): boolean {
  if (sale === undefined || standing !== undefined) return false;
  return watches.some((reason) => STORED_STATE[reason]?.(card) === true);
}

/** A sold card may wait so many months. */
function lastDayToRedeem(soldOn: LocalDate, { afterSaleMonths }: CardFacts): LocalDate {
  return addMonths(soldOn, afterSaleMonths);
}

/** The PIN is good: what it does to the device, or why the card is better kept for another one. */
function decideTime({ device, today, watches }: TryFacts, card: CardFacts): TryDecision {
  if (device!.plan !== card.plan) return { kind: 'refuse', code: 'plan.mismatch', reason: 'plan.mismatch' };
  const extension = extend(device!.time, card.months, today);
  if (isTooFar(extension.paidThrough, today))
    return { kind: 'refuse', code: 'subscription.too_far', reason: 'subscription.too_far' };
  const [watched] = watches;
  if (watched !== undefined) return { kind: 'hold', extension, because: watched };
  if (card.batchState === 'frozen') return { kind: 'hold', extension, because: 'batch.frozen' };
  return { kind: 'grant', extension };
}
