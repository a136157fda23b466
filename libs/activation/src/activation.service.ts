import { Injectable, Logger } from '@nestjs/common';
import { recordAudit } from '#lib/access';
import { batchOfCard, lockCards, readCards, serialOf } from '#lib/cards';
import { type GroupResult, HotPath, RunAgain, Transactions, databaseNow, type Tx, entityTx } from '#lib/database';
import { describeError, problemOf } from '#lib/http';
import { Problem, type ProblemCode, businessDate, newId, shareOf } from '#lib/kernel';
import { type CreditWant, creditOf, lockCredit, openExceptions, receivableNet, salePostings } from '#lib/ledger';
import { RetailService, type TaxLine, lockOpenShifts, taxesOn } from '#lib/retail';
import { TILL_RULES, burstOf, readTries } from '#lib/risk';
import { type SoldCard, readKeys, readLiveKeys, readPaces, readUndone, soldUnderKeys } from './activation.store.js';
import type { KeyRecord, Sale, SellCard, Till, TillCommand } from './activation.types.js';
import { isSale } from './activation.types.js';
import { SaleFacts, pacesOf, sisterStores } from './sale-facts.js';
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
  /** What the retailer collects on top. */
  readonly taxes: readonly TaxLine[];
  readonly sellable: boolean;
  readonly code?: ProblemCode;
  /** What the clerk should ask first. */
  readonly prompt?: 'till.burst';
}

/** A stored sale's answer: its sale, or why there is none. */
export type StoredAnswer =
  | { readonly key: string; readonly sale: Sale; readonly replayed: boolean }
  | { readonly key: string; readonly problem: Problem };

/** So many cards a till may sell on its own, then it must stop (risks §5). */
export const OFFLINE_CARDS_MAX = 20;

/** What a key stands for; a sale whose card has been used is `redeemed`. */
export type KeyStatus =
  | { readonly state: 'unknown' }
  | { readonly state: 'reversed'; readonly sale: undefined }
  | { readonly state: 'active' | 'reversed' | 'voided' | 'redeemed'; readonly sale: Sale };

/** The sale of cards for cash: once a key, at most once a card, on the hot path (design §6). */
@Injectable()
export class ActivationService {
  private readonly logger = new Logger('till');
  private readonly commands;

  constructor(
    hotPath: HotPath,
    private readonly transactions: Transactions,
    private readonly retail: RetailService,
    private readonly facts: SaleFacts,
  ) {
    this.commands = hotPath.grouped<TillCommand, TillAnswer>((tx, commands) => serveTills(tx, commands, facts));
  }

  /** Sells one card once per (terminal, key); a repeat gets the first answer again. */
  async sell(
    command: Omit<SellCard, 'kind' | 'supervisor' | 'stored'> & { readonly supervisorCode?: string },
  ): Promise<Done<Sale>> {
    const { supervisorCode, ...rest } = command;
    const supervisor = await this.supervisorOf(command.till, supervisorCode);
    const { record, replayed } = await this.run({ kind: 'sell', ...rest, ...supervisor });
    return { answer: record as Sale, replayed };
  }

  /**
   * Sales made while nobody answered, whose cash is in the drawer: each with a key and an answer of its own, on the same
   * path as any other. Sent again, what stands is replayed.
   */
  async sellStored(sales: readonly Omit<SellCard, 'kind' | 'stored' | 'supervisor'>[]): Promise<StoredAnswer[]> {
    const answers = await Promise.all(
      sales.map(async ({ ...sale }): Promise<StoredAnswer> => {
        try {
          const { record, replayed } = await this.run({ kind: 'sell', ...sale, stored: true });
          return { key: sale.key, sale: record as Sale, replayed };
        } catch (error) {
          return { key: sale.key, problem: this.lineProblem(sale.till, error) };
        }
      }),
    );
    const stored = answers.filter((answer) => 'sale' in answer && answer.sale.stored).length;
    if (stored > OFFLINE_CARDS_MAX) await this.explainFloor(sales[0]!, stored);
    return answers;
  }

  /** One line that broke us keeps no other from its answer. */
  private lineProblem({ terminalId }: Till, error: unknown): Problem {
    const problem = problemOf(error);
    if (problem.code === 'internal') {
      this.logger.error('stored sale failed', { terminalId, code: problem.code, ...describeError(error) });
    }
    return problem;
  }

  /** A supervisor has looked: what the terminal sold so far no longer counts for `till.burst`. */
  async unlock(till: Till, supervisorCode: string): Promise<void> {
    const { supervisor } = await this.supervisorOf(till, supervisorCode);
    await this.transactions.run(async (tx) => {
      await tx.rows('INSERT INTO till_unlock (id, terminal_id, supervisor) VALUES ($1, $2, $3)', [
        newId(),
        till.terminalId,
        supervisor,
      ]);
      await recordAudit(tx, { actor: supervisor!, action: 'till.unlock', subject: `terminal:${till.terminalId}` });
    });
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
    const named = supervisor === undefined ? {} : { supervisor };
    const { record, replayed } = await this.run({ kind: 'void', till, key, reason, ...named });
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
    const { productId, months, currency } = card;
    const { priceMinor: amountMinor, commissionBp, taxes } = await this.facts.termsOf(card, till, today);
    const checked = {
      serial: serialOf(cardId),
      productId,
      months,
      amountMinor,
      currency,
      taxes: taxesOn(amountMinor, currency, taxes),
    };
    if (code !== undefined) return { ...checked, sellable: false, code };
    const refusal = await this.whyNotNow(tx, till, { ...checked, cardId, commissionBp, day: today });
    if (refusal !== undefined) return { ...checked, sellable: false, code: refusal };
    const burst = await burstAt(tx, till);
    if (burst === 'locked') return { ...checked, sellable: false, code: 'till.locked' };
    return { ...checked, sellable: true, ...(burst === 'prompt' ? { prompt: 'till.burst' as const } : {}) };
  }

  /** Whether the retailer has credit for it: told before the cash is taken, decided again under the lock. */
  private async whyNotNow(
    tx: Tx,
    { retailerId, creditLimited }: Till,
    card: Pick<CheckedCard, 'productId' | 'months' | 'amountMinor' | 'currency'> & {
      readonly cardId: bigint;
      readonly commissionBp: number;
      readonly day: string;
    },
  ): Promise<ProblemCode | undefined> {
    if (!creditLimited) return undefined;
    const credit = await creditOf(tx, retailerId);
    if (credit === undefined || credit.roomMinor === null) return undefined;
    const commissionMinor = shareOf(card.amountMinor, card.commissionBp);
    const posting = {
      ...card,
      retailerId,
      commissionMinor,
      batchId: batchOfCard(card.cardId),
      source: '',
      businessDate: card.day,
    };
    const owed = receivableNet(salePostings(posting), retailerId);
    return credit.currency === card.currency && owed <= credit.roomMinor ? undefined : 'retailer.limit';
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

  private async supervisorOf(till: Till, code: string | undefined): Promise<{ readonly supervisor?: string }> {
    if (code === undefined) return {};
    const supervisor = await this.retail.supervisorOf(till.storeId, code);
    if (supervisor === undefined) throw new Problem('supervisor.code_wrong');
    return { supervisor };
  }

  /** Lines that nobody can read stand for cash all the same. */
  async explainUnreadable(
    { terminalId, retailerId, storeId, currency }: Till,
    lines: readonly { readonly key: string; readonly code: string; readonly amountMinor?: number }[],
  ): Promise<void> {
    if (lines.length === 0) return;
    const exceptions = lines.map(({ key, code, amountMinor }) => ({
      code: 'UNREADABLE_SERIAL' as const,
      source: `${terminalId} ${key} ${code}`,
      retailerId,
      storeId,
      ...(amountMinor === undefined ? {} : { amountMinor: BigInt(amountMinor), currency }),
      detail: { key, code },
    }));
    await this.transactions.run((tx) => openExceptions(tx, exceptions));
  }

  /** More than a till may sell on its own came at once: the same lines again are the same time that it did. */
  private async explainFloor({ till, key }: Pick<SellCard, 'till' | 'key'>, cards: number): Promise<void> {
    const { terminalId, retailerId, storeId } = till;
    const detail = { cards, allowed: OFFLINE_CARDS_MAX, firstKey: key };
    const source = `${terminalId} ${key}`;
    await this.transactions.run((tx) =>
      openExceptions(tx, [{ code: 'OFFLINE_FLOOR', retailerId, storeId, source, detail }]),
    );
  }

  private async run(command: TillCommand): Promise<{ record: KeyRecord; replayed: boolean }> {
    const answer = await this.commands.run(command);
    if (answer.kind === 'refuse') throw new Problem(answer.code, answer.detail);
    return answer;
  }
}

/** Reads what the commands need, decides them in order, sends what they write. */
export async function serveTills(
  tx: Tx,
  commands: readonly TillCommand[],
  facts: SaleFacts,
): Promise<GroupResult<TillAnswer>> {
  const keys = commands.map(({ till, key }) => ({ terminalId: till.terminalId, key }));
  const sales = commands.filter((command) => command.kind === 'sell');
  const endings = commands.filter(({ kind }) => kind !== 'sell');
  const sold = await soldUnderKeys(
    tx,
    endings.map(({ till, key }) => ({ terminalId: till.terminalId, key })),
  );
  const cardIds = [...new Set([...sales, ...sold].map(({ cardId }) => cardId))];
  const drawers = drawersOf(sales, sold);
  const [cards, credit, records, undone, tries, shifts, paces, now] = await Promise.all([
    lockCards(tx, cardIds),
    lockCredit(tx, creditWants(commands)),
    readKeys(tx, keys),
    readUndone(tx, cardIds),
    readTries(tx, cardIds),
    lockOpenShifts(tx, drawers),
    pacesOf(tx, sales),
    databaseNow(tx),
  ]);
  requireLocked(records, endings, cards);
  const [terms, opened, retailerOfStore] = await Promise.all([
    facts.termsOfAll(sales, cards, now),
    // While we waited for a drawer that was closing, the next one may have been opened.
    lockOpenShifts(
      tx,
      drawers.filter((terminalId) => !shifts.has(terminalId)),
    ),
    sisterStores(tx, sales, cards),
  ]);
  const reads = {
    cards,
    keys: records,
    undone,
    tries,
    shifts: new Map([...shifts, ...opened]),
    credit,
    terms,
    paces,
    retailerOfStore,
    now,
  };
  const group = new TillGroup(reads);
  const answers = commands.map((command) => group.answer(command));
  const told = await nameFirstSales(tx, commands, answers);
  return { answers: told, writes: group.writes(tx) };
}

/** A second sale of a sold card is told which sale was the first, where that was this till's; else to compare the card. */
async function nameFirstSales(
  tx: Tx,
  commands: readonly TillCommand[],
  answers: readonly TillAnswer[],
): Promise<readonly TillAnswer[]> {
  const twice = (i: number): SellCard | undefined => {
    const [command, answer] = [commands[i]!, answers[i]!];
    return command.kind === 'sell' && answer.kind === 'refuse' && answer.code === 'card.already_active'
      ? command
      : undefined;
  };
  const cardIds = answers.flatMap((_, i) => twice(i)?.cardId ?? []);
  if (cardIds.length === 0) return answers;
  const first = await readLiveKeys(tx, cardIds);
  return answers.map((answer, i) => {
    const command = twice(i);
    if (command === undefined || answer.kind !== 'refuse') return answer;
    const sold = first.get(command.cardId);
    const mine = sold?.terminalId === command.till.terminalId;
    const detail = mine ? `This till sold it under the key ${sold.key}.` : COMPARE_THE_CARD;
    return { ...answer, detail };
  });
}

const COMPARE_THE_CARD =
  'Compare the last 4 digits under the barcode with those on the screen: the barcode may be pasted over.';

/** What `till.burst` says to the next sale of a till; of machines that sell in bursts, nothing. */
async function burstAt(tx: Tx, { terminalId, sellsInBursts }: Till): Promise<ReturnType<typeof burstOf>> {
  if (sellsInBursts) return 'none';
  const [pace] = await readPaces(tx, [{ terminalId, receipt: null }], TILL_RULES['till.burst'].limits.lock.withinMs);
  return burstOf(pace!);
}

/** The most that the commands may put on each retailer's account: what the tills say the cards cost. */
function creditWants(commands: readonly TillCommand[]): CreditWant[] {
  const wants = new Map<number, CreditWant>();
  for (const command of commands) {
    const { retailerId, creditLimited } = command.till;
    const { needMinor, mayOverdraw } = wants.get(retailerId) ?? { needMinor: 0n, mayOverdraw: false };
    const selling = command.kind === 'sell';
    wants.set(retailerId, {
      retailerId,
      needMinor: needMinor + (selling ? command.amountMinor : 0n),
      // Cash that was taken is booked whether there is room or not.
      mayOverdraw: mayOverdraw || (selling && command.stored === true && creditLimited),
    });
  }
  return [...wants.values()];
}

/** Terminals whose drawers cash goes into or comes out of. */
function drawersOf(sales: readonly SellCard[], sold: readonly SoldCard[]): number[] {
  const into = sales.flatMap(({ till, clerk }) => (clerk === undefined ? [] : [till.terminalId]));
  const outOf = sold.flatMap(({ terminalId, inShift }) => (inShift ? [terminalId] : []));
  return [...new Set([...into, ...outOf])];
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
