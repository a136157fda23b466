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
import { businessDate, clearCode, invariant, newId, shareOf } from '#lib/kernel';
import {
  type OpenException,
  type SaleEnd,
  type Transfer,
  openExceptions,
  post,
  saleEndPostings,
  salePostings,
} from '#lib/ledger';
import type { CardTries } from '#lib/risk';
import { type EndedSale, endSales, insertRecords } from './activation.store.js';
import {
  type KeyRecord,
  type Refusal,
  type ReverseSale,
  type Sale,
  type SellCard,
  type TillCommand,
  type TillFacts,
  type VoidSale,
  isSale,
} from './activation.types.js';
import { decideSale, fingerprintOf } from './sale.policy.js';
import { decideReversal, decideVoid } from './undo.policy.js';

export type TillAnswer = Refusal | { readonly kind: 'done'; readonly record: KeyRecord; readonly replayed: boolean };

/** What a group of commands was read to be, under the cards' locks. */
export interface TillReads {
  readonly cards: readonly CardFacts[];
  readonly keys: readonly KeyRecord[];
  /** Cards of which an earlier sale was undone. */
  readonly undone: readonly bigint[];
  readonly tries: readonly CardTries[];
  readonly shifts: readonly { readonly terminalId: number; readonly clerk: string; readonly shiftId: string }[];
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
  private readonly shifts: ReadonlyMap<string, string>;
  private readonly now: Date;

  private readonly inserted: KeyRecord[] = [];
  private readonly ended: EndedSale[] = [];
  private readonly events: CardHappening[] = [];
  private readonly transfers: Transfer[] = [];
  private readonly exceptions: OpenException[] = [];

  constructor({ cards, keys, undone, tries, shifts, now }: TillReads) {
    this.now = now;
    this.before = new Map(cards.map((card) => [card.id, card]));
    this.cards = new Map(this.before);
    this.keys = new Map(keys.map((record) => [keyOf(record.terminalId, record.key), record]));
    this.undone = new Set(undone);
    this.tries = new Map(tries.map((one) => [one.cardId, one]));
    this.shifts = new Map(shifts.map((shift) => [keyOf(shift.terminalId, shift.clerk), shift.shiftId]));
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
    return [
      insertRecords(tx, this.inserted),
      endSales(tx, this.ended),
      moveCards(tx, this.moves()),
      recordEvents(tx, this.events),
      post(tx, this.transfers),
      openExceptions(tx, this.exceptions),
    ];
  }

  private sell(command: SellCard): TillAnswer {
    const facts = this.factsOf(command, command.cardId);
    const decision = decideSale(facts, command);
    if (decision.kind === 'refuse') return decision;
    if (decision.kind === 'replay') return { kind: 'done', record: facts.earlier!, replayed: true };
    const sale = this.saleOf(command, facts, decision.businessDate);
    const { till, cardId } = command;
    const actor = `terminal:${till.terminalId}`;
    if (decision.received) {
      this.event(cardId, 'receive', { actor, storeId: till.storeId, source: sale.id, detail: { by: 'sale' } });
      this.exceptions.push({ code: 'NOT_RECEIVED', retailerId: till.retailerId, storeId: till.storeId, cardId });
    }
    if (decision.lateLine) {
      const detail = { key: command.key, claimed: command.soldAt };
      this.exceptions.push({ code: 'LATE_LINE', retailerId: till.retailerId, storeId: till.storeId, cardId, detail });
    }
    this.event(cardId, 'activate', { actor, storeId: till.storeId, source: sale.id, detail: described(command) });
    this.put(cardId, { activationId: sale.id });
    this.remember(sale);
    this.inserted.push(sale);
    this.transfers.push(...salePostings({ ...sale, source: sale.id, batchId: batchOfCard(cardId) }));
    return { kind: 'done', record: sale, replayed: false };
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
        this.inserted.push(tombstone);
        return { kind: 'done', record: tombstone, replayed: false };
      }
      case 'redeemed': {
        const sale = this.liveSale(facts);
        const { retailerId, storeId, cardId, amountMinor, currency } = sale;
        this.exceptions.push({
          code: 'REDEEMED_THEN_REVERSED',
          retailerId,
          storeId,
          cardId,
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
    this.ended.push({ id: sale.id, end, reason });
    const undone: Sale = { ...sale, state: end === 'void' ? 'voided' : 'reversed', endedBy: end };
    this.remember(undone);
    this.undone.add(sale.cardId);
    const posting = {
      ...sale,
      source: sale.id,
      batchId: batchOfCard(sale.cardId),
      businessDate: businessDate(this.now, till.zone, till.cutOffMinutes),
    };
    this.transfers.push(...saleEndPostings(end, posting, till.clawBack));
    return { kind: 'done', record: undone, replayed: false };
  }

  private saleOf(command: SellCard, { card, shiftId, now }: TillFacts, businessDate: string): Sale {
    const { till, key, cardId, amountMinor, currency } = command;
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
      amountMinor,
      currency,
      commissionMinor: shareOf(amountMinor, till.commissionBp),
      authorization: clearCode(8),
      receipt: command.receipt ?? null,
      clerk: command.clerk ?? null,
      shiftId: shiftId ?? null,
      soldAt: command.soldAt ?? null,
      activatedAt: now,
      businessDate,
      endedBy: null,
    };
  }

  private factsOf({ till, key, ...rest }: TillCommand, cardId?: bigint): TillFacts {
    const earlier = this.keys.get(keyOf(till.terminalId, key));
    const id = cardId ?? earlier?.cardId ?? undefined;
    const tries = id === undefined ? undefined : this.tries.get(id);
    const clerk = 'clerk' in rest ? rest.clerk : undefined;
    return {
      earlier,
      card: id === undefined ? undefined : this.cards.get(id),
      firstTryAt: tries?.firstAt ?? null,
      lastTryAt: tries?.lastAt ?? null,
      undoneBefore: id !== undefined && this.undone.has(id),
      shiftId: clerk === undefined ? undefined : this.shifts.get(keyOf(till.terminalId, clerk)),
      now: this.now,
    };
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
    this.events.push({ kind, firstCard: id, lastCard: id, ...what });
  }

  /** One move a card from what was read to where the group left it; sold and reversed in one group is no move. */
  private moves(): CardMove[] {
    return [...this.cards.values()].flatMap(({ id, state: to, activationId }) => {
      const { state: from, activationId: had } = this.before.get(id)!;
      return from === to && activationId === had ? [] : [{ id, from, to, activationId }];
    });
  }
}

/** What the card's history tells of a sale. */
function described({ key, receipt, clerk }: SellCard): Record<string, string> {
  return { key, ...(receipt === undefined ? {} : { receipt }), ...(clerk === undefined ? {} : { clerk }) };
}
