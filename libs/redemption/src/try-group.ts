import {
  type CardFacts,
  type CardHappening,
  type CardMove,
  batchOfCard,
  moveCards,
  nextState,
  recordEvents,
} from '#lib/cards';
import type { Tx } from '#lib/database';
import { type LocalDate, invariant, localDate, newId } from '#lib/kernel';
import { type Transfer, post } from '#lib/ledger';
import { stageAll } from '#lib/queue';
import { type NewAttempt, insertAttempts, tillWatchJob } from '#lib/risk';
import { type DeviceFacts, type Extension, type Grant, writeGrants } from '#lib/subscriptions';
import { type CanaryTry, raiseAlarms } from './canary-alarm.js';
import { grantParts, newReceipt } from './granting.js';
import { HOLD_ANSWER_MS, decideTry } from './redemption.policy.js';
import { type CardStanding, type FoundCard, type NewRedemption, insertRedemptions } from './redemption.store.js';
import type { LiveSale, PinTry, TryAnswer, TryFacts } from './redemption.types.js';

export interface TryReads {
  readonly found: readonly FoundCard[];
  readonly standings: readonly CardStanding[];
  readonly devices: readonly DeviceFacts[];
  /** Cards whose PINs nobody honest can have. */
  readonly canaries: ReadonlySet<bigint>;
  readonly now: Date;
}

/**
 * Decides tries in the order of arrival, each seeing what the ones before it did: two cards on one device both count,
 * of two tries of one card the second finds it used.
 */
export class TryGroup {
  private readonly byDigest: ReadonlyMap<string, bigint>;
  private readonly cards: Map<bigint, CardFacts>;
  private readonly standings: Map<bigint, CardStanding>;
  private readonly devices: Map<string, DeviceFacts>;
  private readonly canaries: ReadonlySet<bigint>;
  private readonly now: Date;

  private readonly attempts: NewAttempt[] = [];
  private readonly redemptions: NewRedemption[] = [];
  private readonly moves: CardMove[] = [];
  private readonly events: CardHappening[] = [];
  private readonly grants: Grant[] = [];
  private readonly transfers: Transfer[] = [];
  private readonly alarms: CanaryTry[] = [];
  /** Unsold and ended cards whose PIN was sent: of one with a reversal in its history the clerk has to explain it. */
  private readonly triedUnsold = new Set<bigint>();

  constructor({ found, standings, devices, canaries, now }: TryReads) {
    this.byDigest = new Map(found.map(({ digest, card }) => [digest, card.id]));
    this.cards = new Map(found.map(({ card }) => [card.id, card]));
    this.standings = new Map(standings.map((one) => [one.cardId, one]));
    this.devices = new Map(devices.map((device) => [device.number, device]));
    this.canaries = canaries;
    this.now = now;
  }

  answer(pinTry: PinTry): TryAnswer {
    const facts = this.factsOf(pinTry);
    const decision = decideTry(facts, pinTry);
    const reason = decision.kind === 'refuse' ? decision.reason : undefined;
    const { verb, channel, source } = pinTry;
    this.attempts.push({ verb, channel, source, reason, cardId: facts.card?.id, deviceId: facts.device?.id });
    if (facts.card !== undefined && this.canaries.has(facts.card.id)) this.alarm(facts.card, channel);
    if (facts.card !== undefined && facts.sale === undefined) this.triedUnsold.add(facts.card.id);
    switch (decision.kind) {
      case 'refuse':
        return { kind: 'refused', code: decision.code };
      case 'replay':
        return { kind: 'redeemed', redemption: decision.redemption, replayed: true };
      case 'grant':
        return verb === 'preview'
          ? previewed(facts, decision.extension)
          : this.grant(pinTry, facts, decision.extension);
      case 'hold':
        return verb === 'preview' ? previewed(facts, decision.extension) : this.hold(pinTry, facts, decision.because);
    }
  }

  /** Sends everything, in the order that the constraints need; the caller sends COMMIT behind it. */
  writes(tx: Tx): Promise<unknown>[] {
    return [
      insertAttempts(tx, this.attempts),
      insertRedemptions(tx, this.redemptions),
      moveCards(tx, this.moves),
      recordEvents(tx, this.events),
      ...writeGrants(tx, this.grants),
      post(tx, this.transfers),
      ...raiseAlarms(tx, this.alarms),
      stageAll(
        tx,
        [...this.triedUnsold].map((cardId) => tillWatchJob({ what: 'pin_tried', cardId: String(cardId) })),
      ),
    ];
  }

  /** Whoever sends this PIN has read it at the press: the rest of its batch is not to be trusted from here on. */
  private alarm({ id, batchState }: CardFacts, channel: string): void {
    const batchId = batchOfCard(id);
    this.alarms.push({ card: id, batchId, channel, batchState });
    if (batchState !== 'released') return;
    for (const [other, card] of this.cards) {
      if (batchOfCard(other) === batchId) this.cards.set(other, { ...card, batchState: 'frozen' });
    }
  }

  private grant(pinTry: PinTry, { card, sale, device, today }: TryFacts, extension: Extension): TryAnswer {
    const redemption = this.newRedemption(pinTry, card!, device!, sale!, { paidThrough: extension.paidThrough });
    const parts = grantParts({
      card: card!,
      sale: sale!,
      device: device!,
      today,
      extension,
      redemptionId: redemption.id,
      event: 'redeem',
      actor: 'customer',
      detail: { channel: pinTry.channel, receipt: redemption.receipt },
    });
    this.moves.push(parts.move);
    this.events.push(parts.happening);
    this.grants.push(parts.grant);
    this.transfers.push(...parts.transfers);
    this.cards.set(card!.id, { ...card!, state: parts.move.to });
    this.devices.set(device!.number, { ...device!, time: extension });
    return { kind: 'redeemed', redemption, replayed: false };
  }

  /** The card waits for a person; nothing is granted and nothing is lost. */
  private hold(pinTry: PinTry, { card, sale, device }: TryFacts, because: string): TryAnswer {
    const answerBy = new Date(this.now.getTime() + HOLD_ANSWER_MS);
    const redemption = this.newRedemption(pinTry, card!, device!, sale!, { heldBecause: because, answerBy });
    const { id, state: from, activationId } = card!;
    const to = nextState(from, 'hold');
    invariant(to !== undefined, 'a hold was decided on a card that may not');
    this.moves.push({ id, from, to, activationId });
    this.events.push({
      kind: 'hold',
      firstCard: id,
      lastCard: id,
      actor: 'customer',
      source: redemption.id,
      detail: { because },
    });
    this.cards.set(id, { ...card!, state: to });
    return { kind: 'redeemed', redemption, replayed: false };
  }

  private newRedemption(
    { key, channel }: PinTry,
    card: CardFacts,
    device: DeviceFacts,
    sale: LiveSale,
    outcome: { readonly paidThrough: LocalDate } | { readonly heldBecause: string; readonly answerBy: Date },
  ): NewRedemption {
    const granted = 'paidThrough' in outcome;
    const redemption: NewRedemption = {
      id: newId(),
      cardId: card.id,
      activationId: sale.id,
      deviceId: device.id,
      key: key ?? null,
      kind: 'card',
      state: granted ? 'granted' : 'held',
      channel,
      receipt: newReceipt(),
      months: card.months,
      paidThrough: granted ? outcome.paidThrough : null,
      requestedAt: this.now,
      answerBy: granted ? null : outcome.answerBy,
      heldBecause: granted ? null : outcome.heldBecause,
    };
    this.redemptions.push(redemption);
    this.standings.set(card.id, { cardId: card.id, sale, standing: redemption, watches: [] });
    return redemption;
  }

  private factsOf({ digests, deviceNumber }: PinTry): TryFacts {
    const id = digests
      .map(({ digest }) => this.byDigest.get(digest.toString('hex')))
      .find((found) => found !== undefined);
    const card = id === undefined ? undefined : this.cards.get(id);
    const device = this.devices.get(deviceNumber);
    const standing = id === undefined ? undefined : this.standings.get(id);
    return {
      card,
      sale: standing?.sale,
      standing: standing?.standing,
      watches: standing?.watches ?? [],
      device,
      today: localDate(this.now, device?.zone ?? 'UTC'),
      now: this.now,
    };
  }
}

function previewed({ card, device }: TryFacts, extension: Extension): TryAnswer {
  return { kind: 'previewed', card: card!, before: device!.time?.paidThrough ?? null, extension };
}
