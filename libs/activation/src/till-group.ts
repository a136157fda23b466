import { type CardFacts, type CardHappening, type CardMove, batchOfCard, nextState, serialOf } from '#lib/cards';
import type { Tx } from '#lib/database';
import { businessDate, clearCode, invariant, newId, shareOf } from '#lib/kernel';
import { type CreditHold, CreditUse, type SaleEnd, receivableNet, saleEndPostings, salePostings } from '#lib/ledger';
import { type OpenShift, taxesOn } from '#lib/retail';
import type { CardTries } from '#lib/risk';
import {
  type KeyRecord,
  type Refusal,
  type ReverseSale,
  type Sale,
  type SellCard,
  type TermsOfSale,
  type TillCommand,
  type TillFacts,
  type VoidSale,
  isSale,
  refuse,
} from './activation.types.js';
import { type SellDecision, decideSale, fingerprintOf } from './sale.policy.js';
import { type StoredDecision, decideStoredSale } from './stored-sale.policy.js';
import type { TillPaces } from './till-paces.js';
import { TillWrites } from './till-writes.js';
import { decideReversal, decideVoid } from './undo.policy.js';

export type TillAnswer = Refusal | { readonly kind: 'done'; readonly record: KeyRecord; readonly replayed: boolean };

/** What a group of commands was read to be, under the cards' locks. */
export interface TillReads {
  readonly cards: readonly CardFacts[];
  readonly keys: readonly KeyRecord[];
  /** Cards of which an earlier sale was undone. */
  readonly undone: readonly bigint[];
  readonly tries: readonly CardTries[];
  /** Of each terminal, kept open until the group has committed. */
  readonly shifts: ReadonlyMap<number, OpenShift>;
  /** Of each sale by its place in the group. */
  readonly terms: ReadonlyMap<SellCard, TermsOfSale>;
  readonly paces: TillPaces;
  /** Of stores other than the tills' own, whose cards they sell. */
  readonly retailerOfStore: ReadonlyMap<number, number>;
  /** A stripe of each retailer's credit. */
  readonly credit: ReadonlyMap<number, CreditHold>;
  /** The database's clock, read under the locks. */
  readonly now: Date;
}

const keyOf = (terminalId: number, key: string): string => `${terminalId} ${key}`;

/**
 * Decides commands in the order of arrival, each seeing what the ones before it did, and gathers their writes: of two
 * sales of one card in a group the second finds it sold.
 */
export class TillGroup {
  private readonly cards: Map<bigint, CardFacts>;
  private readonly before: ReadonlyMap<bigint, CardFacts>;
  private readonly keys: Map<string, KeyRecord>;
  private readonly undone: Set<bigint>;
  private readonly tries: ReadonlyMap<bigint, CardTries>;
  private readonly credit: CreditUse;
  private readonly now: Date;
  private readonly out = new TillWrites();

  constructor(private readonly reads: TillReads) {
    const { cards, keys, undone, tries, credit, now } = reads;
    this.now = now;
    this.credit = new CreditUse(credit);
    this.before = new Map(cards.map((card) => [card.id, card]));
    this.cards = new Map(this.before);
    this.keys = new Map(keys.map((record) => [keyOf(record.terminalId, record.key), record]));
    this.undone = new Set(undone);
    this.tries = new Map(tries.map((one) => [one.cardId, one]));
  }

  answer(command: TillCommand): TillAnswer {
    switch (command.kind) {
      case 'sell':
        return this.sell(command);
      case 'reverse':
        return this.reverse(command);
      case 'void':
        return this.takeBack(command);
    }
  }

  /** Sends everything, in the order that the constraints need; the caller sends COMMIT behind it. */
  writes(tx: Tx): Promise<unknown>[] {
    return this.out.send(tx, this.moves(), this.credit.spendings);
  }

  private sell(command: SellCard): TillAnswer {
    const facts = this.factsOf(command, command.cardId);
    const decision = command.stored === true ? decideStoredSale(facts, command) : decideSale(facts, command);
    switch (decision.kind) {
      case 'replay':
        return { kind: 'done', record: facts.earlier!, replayed: true };
      case 'refuse':
        return this.refuseSale(command, decision);
      case 'explain':
        return this.explainCash(command, decision);
      case 'sell':
        return this.sold(command, facts, decision);
    }
  }

  private refuseSale({ till, key, cardId }: SellCard, refusal: Refusal): Refusal {
    if (refusal.code === 'card.already_active') {
      const { terminalId, storeId } = till;
      this.out.refused.push({ cardId, terminalId, storeId, key });
    }
    return refusal;
  }

  /** A till took cash that no sale can stand for: once a key it becomes somebody's work. */
  private explainCash(command: SellCard, { code, exception }: StoredDecision & { kind: 'explain' }): Refusal {
    const { till, key, cardId, amountMinor, currency, soldAt, receipt } = command;
    if (exception !== undefined) {
      const serial = serialOf(cardId);
      // Not one a card: another till's cash for it is another piece of work.
      this.out.explain({
        code: exception,
        source: keyOf(till.terminalId, key),
        retailerId: till.retailerId,
        storeId: till.storeId,
        serial,
        amountMinor,
        currency,
        detail: { key, serial, why: code, soldAt, receipt },
      });
    }
    return this.refuseSale(command, refuse(code));
  }

  private sold(command: SellCard, facts: TillFacts, decision: SellDecision): TillAnswer {
    const { till, cardId } = command;
    const sale = this.saleOf(command, facts, decision);
    const monthsFrom = facts.card!.state === 'expired' ? 'month.expired_unsold' : 'month.stock';
    const transfers = salePostings({ ...sale, source: sale.id, batchId: batchOfCard(cardId), monthsFrom });
    const owed = receivableNet(transfers, till.retailerId);
    if (!sale.stored && !this.credit.covers(till.retailerId, sale.currency, owed)) return refuse('retailer.limit');
    this.credit.book(till.retailerId, sale.currency, owed);
    const where = { actor: `terminal:${till.terminalId}`, storeId: till.storeId, source: sale.id };
    if (decision.received) this.event(cardId, 'receive', { ...where, detail: { by: 'sale' } });
    this.event(cardId, decision.event, { ...where, detail: described(command) });
    this.put(cardId, { activationId: sale.id });
    this.markSale(command, sale, decision);
    this.remember(sale);
    this.reads.paces.count(sale);
    this.out.inserted.push(sale);
    this.out.transfers.push(...transfers);
    return { kind: 'done', record: sale, replayed: false };
  }

  private markSale({ key, soldAt }: SellCard, sale: Sale, { exceptions, watches }: SellDecision): void {
    const { retailerId, storeId, cardId, amountMinor, currency, claimedMinor } = sale;
    const claimed = claimedMinor === null ? {} : { claimedMinor: Number(claimedMinor) };
    for (const code of exceptions) {
      const detail = { key, soldAt, ...claimed };
      this.out.explain({ code, retailerId, storeId, cardId, serial: serialOf(cardId), amountMinor, currency, detail });
    }
    for (const reason of watches) this.out.watches.push({ cardId, reason, source: sale.id });
  }

  private reverse(command: ReverseSale): TillAnswer {
    const { till, key } = command;
    const facts = this.factsOf(command);
    const decision = decideReversal(facts);
    switch (decision.kind) {
      case 'refuse':
        return decision;
      case 'replay':
        return { kind: 'done', record: facts.earlier!, replayed: true };
      case 'tombstone': {
        const { terminalId, retailerId, storeId } = till;
        const tombstone = {
          id: newId(),
          terminalId,
          key,
          state: 'reversed' as const,
          cardId: null,
          retailerId,
          storeId,
        };
        this.remember(tombstone);
        this.out.inserted.push(tombstone);
        return { kind: 'done', record: tombstone, replayed: false };
      }
      case 'redeemed': {
        const sale = this.liveSale(facts);
        const { retailerId, storeId, cardId, amountMinor, currency } = sale;
        this.out.explain({
          code: 'REDEEMED_THEN_REVERSED',
          retailerId,
          storeId,
          cardId,
          serial: serialOf(cardId),
          amountMinor,
          currency,
          detail: { key },
        });
        return { kind: 'refuse', code: 'card.redeemed' };
      }
      case 'undo':
        return this.undo(command, this.liveSale(facts), decision.end, null);
    }
  }

  private takeBack(command: VoidSale): TillAnswer {
    const facts = this.factsOf(command);
    const decision = decideVoid(facts, command);
    if (decision.kind === 'refuse') return decision;
    if (decision.kind === 'replay') return { kind: 'done', record: facts.earlier!, replayed: true };
    return this.undo(command, this.liveSale(facts), 'void', command.reason);
  }

  private undo({ till, key }: ReverseSale | VoidSale, sale: Sale, end: SaleEnd, reason: string | null): TillAnswer {
    const event = end === 'reversal' ? 'reverse' : end === 'reversal_late' ? 'reverse_late' : 'void';
    const detail = { key, ...(reason === null ? {} : { reason }) };
    this.event(sale.cardId, event, {
      actor: `terminal:${till.terminalId}`,
      storeId: till.storeId,
      source: sale.id,
      detail,
    });
    this.put(sale.cardId, { activationId: null });
    // Cash that no drawer counted comes out of none.
    const undoneIn = sale.shiftId === null ? null : (this.reads.shifts.get(till.terminalId)?.id ?? null);
    this.out.ended.push({ id: sale.id, end, reason, undoneIn });
    const undone: Sale = { ...sale, state: end === 'void' ? 'voided' : 'reversed', endedBy: end };
    this.remember(undone);
    this.undone.add(sale.cardId);
    const posting = {
      ...sale,
      source: sale.id,
      batchId: batchOfCard(sale.cardId),
      businessDate: businessDate(this.now, till.zone, till.cutOffMinutes),
    };
    const transfers = saleEndPostings(end, posting, till.clawBack);
    this.credit.book(sale.retailerId, sale.currency, receivableNet(transfers, sale.retailerId));
    this.out.transfers.push(...transfers);
    this.out.tellUndone(undone);
    return { kind: 'done', record: undone, replayed: false };
  }

  /** Price, commission and taxes are those of its day; whatever undoes the sale mirrors what is stored here. */
  private saleOf(
    command: SellCard,
    { card, shiftId, terms, now }: TillFacts,
    { businessDate, exceptions, claimedMinor }: SellDecision,
  ): Sale {
    const { till, key, cardId } = command;
    const { priceMinor, commissionBp, taxes } = terms!;
    const { currency } = card!;
    return {
      id: newId(),
      terminalId: till.terminalId,
      key,
      fingerprint: fingerprintOf(command),
      state: 'active',
      cardId,
      retailerId: till.retailerId,
      storeId: till.storeId,
      productId: card!.productId,
      months: card!.months,
      amountMinor: priceMinor,
      currency,
      commissionMinor: shareOf(priceMinor, commissionBp),
      authorization: clearCode(8),
      receipt: command.receipt ?? null,
      clerk: command.clerk ?? null,
      shiftId: shiftId ?? null,
      soldAt: command.soldAt ?? null,
      activatedAt: now,
      businessDate,
      stored: command.stored === true,
      claimedMinor,
      taxes: taxesOn(priceMinor, currency, taxes),
      exceptions,
      endedBy: null,
    };
  }

  private factsOf(command: TillCommand, cardId?: bigint): TillFacts {
    const { till, key } = command;
    const sell = command.kind === 'sell' ? command : undefined;
    const earlier = this.keys.get(keyOf(till.terminalId, key));
    const id = cardId ?? earlier?.cardId ?? undefined;
    const tries = id === undefined ? undefined : this.tries.get(id);
    const shift = sell === undefined ? undefined : this.shiftOf(sell);
    const card = id === undefined ? undefined : this.cards.get(id);
    return {
      earlier,
      card,
      firstTryAt: tries?.firstAt ?? null,
      lastTryAt: tries?.lastAt ?? null,
      undoneBefore: id !== undefined && this.undone.has(id),
      shiftId: shift?.id,
      clerkSuspended: shift?.suspended === true,
      terms: sell === undefined ? undefined : this.reads.terms.get(sell),
      pace: sell === undefined ? undefined : this.reads.paces.of(sell),
      inSisterStore:
        card?.storeId != null &&
        card.storeId !== till.storeId &&
        this.reads.retailerOfStore.get(card.storeId) === till.retailerId,
      now: this.now,
    };
  }

  /** The drawer that the cash went into: the clerk's open one; of a stored sale only if it was open at that time. */
  private shiftOf({ till, clerk, stored, soldAt }: SellCard): OpenShift | undefined {
    const open = this.reads.shifts.get(till.terminalId);
    if (clerk === undefined || open?.clerkCode !== clerk) return undefined;
    return stored === true && soldAt !== undefined && soldAt < open.openedAt ? undefined : open;
  }

  private liveSale({ earlier }: TillFacts): Sale {
    invariant(earlier !== undefined && isSale(earlier), 'only a sale is undone');
    return earlier;
  }

  private remember(record: KeyRecord): void {
    this.keys.set(keyOf(record.terminalId, record.key), record);
  }

  private put(id: bigint, change: Partial<CardFacts>): void {
    this.cards.set(id, { ...this.cards.get(id)!, ...change });
  }

  /** The card moves, and its history says so. */
  private event(
    id: bigint,
    kind: CardHappening['kind'],
    what: Pick<CardHappening, 'actor' | 'storeId' | 'source' | 'detail'>,
  ): void {
    const to = nextState(this.cards.get(id)!.state, kind);
    invariant(to !== undefined, `${kind} was decided on a card that may not`);
    this.put(id, { state: to });
    this.out.events.push({ kind, firstCard: id, lastCard: id, ...what });
  }

  /** One move a card from what was read to where the group left it; sold and reversed in one group is no move. */
  private moves(): CardMove[] {
    return [...this.cards.values()].flatMap(({ id, state: to, activationId }) => {
      const { state: from, activationId: had } = this.before.get(id)!;
      if (from === to && activationId === had) return [];
      // A blocked card that was sold comes back as a sold one.
      return [{ id, from, to, activationId, ...(to === 'blocked' ? { blockedFrom: 'active' as const } : {}) }];
    });
  }
}

/** What the card's history tells of a sale. */
function described({ key, receipt, clerk }: SellCard): Record<string, string> {
  return { key, ...(receipt === undefined ? {} : { receipt }), ...(clerk === undefined ? {} : { clerk }) };
}
