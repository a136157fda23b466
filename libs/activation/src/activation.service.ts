import { Injectable } from '@nestjs/common';
import { lockCards, readCards, serialOf } from '#lib/cards';
import { type GroupResult, HotPath, RunAgain, Transactions, databaseNow, type Tx, entityTx } from '#lib/database';
import { Problem, type ProblemCode, businessDate } from '#lib/kernel';
import { type AtTill, type OpenShift, RetailService, openShiftsOf } from '#lib/retail';
import { readTries } from '#lib/risk';
import { cardsOfKeys, readKeys, readUndone } from './activation.store.js';
import type { KeyRecord, Sale, SellCard, Till, TillCommand } from './activation.types.js';
import { isSale } from './activation.types.js';
import { whyNotSellable } from './sale.policy.js';
import { type TillAnswer, TillGroup } from './till-group.js';

export interface Done<Result> {
  readonly answer: Result;
  /** The same call came before, and this is the answer that it had. */
  readonly replayed: boolean;
}

/** A card as a till sees it before it takes the cash. `code` says why it may not be sold. */
export interface CheckedCard {
  readonly serial: string;
  readonly productId: number;
  readonly months: number;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly sellable: boolean;
  readonly code?: ProblemCode;
}

/** What a key stands for; a sale whose card has been used is `redeemed`. */
export type KeyStatus =
  | { readonly state: 'unknown' }
  | { readonly state: 'reversed'; readonly sale: undefined }
  | { readonly state: 'active' | 'reversed' | 'voided' | 'redeemed'; readonly sale: Sale };

/** The sale of cards for cash: once a key, at most once a card, on the hot path (design §6). */
@Injectable()
export class ActivationService {
  private readonly commands;

  constructor(
    hotPath: HotPath,
    private readonly transactions: Transactions,
    private readonly retail: RetailService,
  ) {
    this.commands = hotPath.grouped<TillCommand, TillAnswer>(serveTills);
  }

  /** Sells one card once per (terminal, key); a repeat gets the first answer again. */
  async sell(command: Omit<SellCard, 'kind'>): Promise<Done<Sale>> {
    const { record, replayed } = await this.run({ kind: 'sell', ...command });
    return { answer: record as Sale, replayed };
  }

  /** Undoes the sale whose answer was lost, also before it is seen: then whatever comes under the key is refused. */
  async reverse(till: Till, key: string): Promise<Done<KeyRecord>> {
    const { record, replayed } = await this.run({ kind: 'reverse', till, key });
    return { answer: record, replayed };
  }

  /** Takes a card back at the counter; ends it for good. */
  async void(till: Till, key: string, reason: string, supervisorCode?: string): Promise<Done<Sale>> {
    const supervisor =
      supervisorCode === undefined ? undefined : await this.retail.supervisorOf(till.storeId, supervisorCode);
    const { record, replayed } = await this.run({
      kind: 'void',
      till,
      key,
      reason,
      ...(supervisor === undefined ? {} : { supervisor }),
    });
    return { answer: record as Sale, replayed };
  }

  /** What the card is and whether it may be sold here; another store's card is as unknown as none. */
  async check(till: Till, cardId: bigint, gtin?: string): Promise<CheckedCard> {
    const tx = entityTx(this.transactions.dataSource.manager);
    const [card] = await readCards(tx, [cardId]);
    const [tries] = await readTries(tx, [cardId]);
    const today = businessDate(await databaseNow(tx), till.zone, till.cutOffMinutes);
    const code = whyNotSellable(card, till, { firstTryAt: tries?.firstAt ?? null }, today, gtin);
    if (card === undefined || code === 'card.not_found' || code === 'scan.gtin_differs')
      throw new Problem(code ?? 'card.not_found');
    const { productId, months, priceMinor: amountMinor, currency } = card;
    const checked = { serial: serialOf(cardId), productId, months, amountMinor, currency };
    return code === undefined ? { ...checked, sellable: true } : { ...checked, sellable: false, code };
  }

  async status(till: Till, key: string): Promise<KeyStatus> {
    const tx = entityTx(this.transactions.dataSource.manager);
    const [record] = await readKeys(tx, [{ terminalId: till.terminalId, key }]);
    if (record === undefined) return { state: 'unknown' };
    if (!isSale(record)) return { state: 'reversed', sale: undefined };
    if (record.state !== 'active') return { state: record.state, sale: record };
    const [card] = await readCards(tx, [record.cardId]);
    const used = card?.state === 'redeemed' || card?.state === 'held' || card?.state === 'replaced';
    return { state: used ? 'redeemed' : 'active', sale: record };
  }

  private async run(command: TillCommand): Promise<{ record: KeyRecord; replayed: boolean }> {
    const answer = await this.commands.run(command);
    if (answer.kind === 'refuse') throw new Problem(answer.code, answer.detail);
    return answer;
  }
}

/** Reads what the commands need, decides them in order, sends what they write. */
export async function serveTills(tx: Tx, commands: readonly TillCommand[]): Promise<GroupResult<TillAnswer>> {
  const keys = commands.map(({ till, key }) => ({ terminalId: till.terminalId, key }));
  const sales = commands.filter((command) => command.kind === 'sell');
  const endings = commands.filter(({ kind }) => kind !== 'sell');
  const endedCards =
    endings.length === 0
      ? []
      : await cardsOfKeys(
          tx,
          endings.map(({ till, key }) => ({ terminalId: till.terminalId, key })),
        );
  const cardIds = [...new Set([...sales.map(({ cardId }) => cardId), ...endedCards])];
  const clerks = sales.flatMap(({ till, clerk }) =>
    clerk === undefined ? [] : [{ terminalId: till.terminalId, clerkCode: clerk }],
  );
  const [cards, records, undone, tries, shifts, now] = await Promise.all([
    lockCards(tx, cardIds),
    readKeys(tx, keys),
    readUndone(tx, cardIds),
    readTries(tx, cardIds),
    openShiftsOf(tx, clerks),
    databaseNow(tx),
  ]);
  requireLocked(records, endings, cards);
  const group = new TillGroup({ cards, keys: records, undone, tries, shifts: shiftsOf(clerks, shifts), now });
  const answers = commands.map((command) => group.answer(command));
  return { answers, writes: group.writes(tx) };
}

/** The open shift of each clerk who has one. */
function shiftsOf(
  clerks: readonly AtTill[],
  shifts: readonly (OpenShift | undefined)[],
): { terminalId: number; clerk: string; shiftId: string }[] {
  return clerks.flatMap(({ terminalId, clerkCode: clerk }, i) => {
    const shift = shifts[i];
    return shift === undefined ? [] : [{ terminalId, clerk, shiftId: shift.id }];
  });
}

/** A sale that landed between the look for its card and the lock: its card must be locked too before it is undone. */
function requireLocked(
  records: readonly KeyRecord[],
  endings: readonly TillCommand[],
  cards: readonly { readonly id: bigint }[],
): void {
  const locked = new Set(cards.map(({ id }) => id));
  const ending = new Set(endings.map(({ till, key }) => `${till.terminalId} ${key}`));
  const missed = records.some(
    (one) => isSale(one) && ending.has(`${one.terminalId} ${one.key}`) && !locked.has(one.cardId),
  );
  if (missed) throw new RunAgain('a sale landed while its reversal was read');
}
