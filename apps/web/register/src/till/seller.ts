import {
  type CheckAnswer,
  type Outcome,
  type TerminalAnswer,
  type TillClient,
  clerkWords,
  newSaleKey,
} from '#lib/till-client';
import { amount, readAmount } from '../sell/money.js';
import type { Reading } from '../sell/scan.js';
import {
  type Happening,
  type Line,
  type Need,
  type Sale,
  happen,
  isFinished,
  isOpen,
  mayPay,
  toPay,
} from '../sell/sale.js';
import { Journal } from './journal.js';
import type { Keep } from './keep.js';
import { KeptSale } from './kept-sale.js';
import { type KnownCards, factsOf } from './known-cards.js';
import { printable } from './printable.js';
import { receiptAfter } from './receipts.js';
import type { QueuedSale, SaleQueue } from './sale-queue.js';
import { Store } from './store.js';

const SLOW_MS = 2_000;
/** How many of the last sales may hold the last receipt that was sold. */
const LOOKED_AT = 100;
const NEEDS: readonly Need[] = ['till.locked', 'till.receipt_limit'];

export interface SellerView {
  readonly sale: Sale;
  /** All that was written down and is not settled. */
  readonly queue: readonly QueuedSale[];
  readonly waiting: number;
  /** Ends that a person must know of and has not seen. */
  readonly unread: number;
  /** Which try is under way. */
  readonly trying?: string;
}

/** What the seller must know of the till around it. */
export interface Counter {
  readonly client: TillClient;
  readonly queue: SaleQueue;
  readonly known: KnownCards;
  readonly keep: Keep;
  readonly heard: <Answer>(call: Promise<Outcome<Answer>>) => Promise<Outcome<Answer>>;
  readonly online: () => boolean;
  readonly terminal: () => TerminalAnswer | undefined;
  readonly clerk: () => string | undefined;
  /** Something was sold or given back. */
  readonly sold: () => void;
}

/** Asks, sells and gives back for the sell screen, and writes every step down before it is taken. */
export class Seller {
  readonly view: Store<SellerView>;
  private supervisorCode: string | undefined;

  private constructor(
    private readonly counter: Counter,
    readonly journal: Journal,
    private readonly kept: KeptSale,
  ) {
    const queue = counter.queue.sales();
    this.view = new Store<SellerView>({ sale: kept.sale, queue, waiting: waitingIn(queue), unread: unreadIn(queue) });
    counter.queue.watch(() => this.queueMoved());
  }

  static async open(counter: Counter): Promise<Seller> {
    const seller = new Seller(counter, await Journal.open(counter.keep), await KeptSale.open(counter.keep));
    seller.recover();
    return seller;
  }

  get sale(): Sale {
    return this.view.get().sale;
  }

  /** What F9 prints: all that was sold on this receipt, else on the last one. */
  get lastSold(): readonly string[] {
    const here = this.sale.lines
      .filter(({ phase }) => phase === 'sold' || phase === 'stored')
      .flatMap(({ key }) => key ?? []);
    if (here.length > 0) return here;
    const sales = printable(this.journal.newest(LOOKED_AT), this.counter.queue.sales());
    return sales
      .filter(({ receipt }) => receipt === sales[0]!.receipt)
      .map(({ key }) => key)
      .reverse();
  }

  scan(reading: Reading): void {
    if (reading.kind === 'trouble') return this.happen({ is: 'misread', words: reading.words });
    const { serial, code } = reading;
    this.happen({
      is: 'scanned',
      serial,
      code,
      receipt: isFinished(this.sale) ? this.nextReceipt() : this.sale.receipt,
    });
    const line = this.lineOf(serial);
    if (line?.phase === 'checking') void this.check(line);
  }

  cash(text: string): void {
    this.happen({ is: 'cash', text });
  }

  takeOff(serial: string): void {
    this.happen({ is: 'taken off', serial });
  }

  newCustomer(): void {
    if (this.sale.lines.length === 0) return this.cash('');
    this.supervisorCode = undefined;
    this.happen({ is: 'new customer', receipt: isOpen(this.sale) ? this.sale.receipt : this.nextReceipt() });
  }

  /** The cash is in the drawer. */
  async pay(): Promise<void> {
    const { sale } = this;
    if (!mayPay(sale)) return;
    const trouble = this.cashTrouble(sale);
    if (trouble !== undefined) return this.happen({ is: 'short', words: trouble });
    const ready = sale.lines.filter(({ phase }) => phase === 'ready');
    const keys = new Map(ready.map(({ serial }) => [serial, newSaleKey()]));
    this.happen({ is: 'paid', keys });
    const written = await this.writeDown(ready, keys).then(
      () => true,
      () => false,
    );
    await Promise.all(
      ready.map(async (line) => {
        const key = keys.get(line.serial)!;
        if (!written) return this.notWritten(line, key);
        return this.sellOne(line, key).catch(() => this.notWritten(line, key));
      }),
    );
    this.supervisorCode = undefined;
    this.counter.sold();
  }

  /** The clerk waits: the same key again. */
  wait(): void {
    for (const key of this.keysIn('unanswered')) void this.again(key);
  }

  moneyBack(): void {
    for (const key of this.keysIn('unanswered')) void this.giveBack(key);
  }

  async again(key: string): Promise<void> {
    this.happen({ is: 'repeated', key });
    await this.counter.queue.again(key);
    this.counter.sold();
  }

  async giveBack(key: string): Promise<void> {
    this.happen({ is: 'returning', key });
    await this.counter.queue.giveBack(key);
    this.counter.sold();
  }

  mayKeep(): boolean {
    return this.counter.queue.floorTrouble() === undefined;
  }

  /** The card is out of the door, or the line will be down for long: it is sold, and sent later. */
  keepSale(): void {
    for (const key of this.keysIn('unanswered')) void this.counter.queue.keepSale(key);
  }

  /** A supervisor allows what the rules stopped; the words say why not. */
  async supervisor(serial: string, code: string): Promise<string | undefined> {
    const line = this.lineOf(serial);
    if (line?.needs === 'till.locked') {
      const outcome = await this.counter.heard(this.counter.client.unlock(code));
      if (outcome.kind !== 'done') return outcome.words;
    } else {
      this.supervisorCode = code;
    }
    this.happen({ is: 'allowed', serial });
    return undefined;
  }

  /** No answer in time: the same key is on its way again, and the clerk must know. */
  repeated(tryNumber: number): void {
    this.view.set({ trying: `Try ${tryNumber}.` });
    for (const key of this.keysIn('sending')) this.happen({ is: 'repeated', key });
  }

  /** The clerk has read how these ended. */
  seen(): void {
    for (const { key, unread } of this.counter.queue.sales()) if (unread) void this.counter.queue.seen(key);
  }

  lineIsBack(): void {
    this.counter.queue.sendNow();
  }

  private nextReceipt(): string {
    return receiptAfter(this.sale.receipt);
  }

  private async check({ serial, code }: Line): Promise<void> {
    const { client, known, heard, online } = this.counter;
    const facts = known.of(serial);
    if (!online() && facts !== undefined) return this.unchecked(serial, facts);
    const slow = setTimeout(() => this.happen({ is: 'slow', serial }), SLOW_MS);
    const outcome = await heard(client.check(code));
    clearTimeout(slow);
    if (outcome.kind === 'unknown') return this.unchecked(serial, facts);
    if (outcome.kind === 'refused') return this.happen({ is: 'refused', serial, words: this.wordsOf(outcome.code) });
    await known.learn(outcome.answer);
    this.checked(outcome.answer);
  }

  private checked(answer: CheckAnswer): void {
    const { serial, sellable, code = '', prompt } = answer;
    const card = factsOf(answer);
    if (!sellable) return this.happen({ is: 'refused', serial, words: this.wordsOf(code), card });
    this.happen({ is: 'checked', serial, card, ...(prompt === undefined ? {} : { prompt }) });
  }

  private unchecked(serial: string, facts: ReturnType<KnownCards['of']>): void {
    const floor = this.counter.queue.floorTrouble();
    const words =
      floor ?? (facts === undefined ? 'No answer, and this till has not sold such a card yet. Scan again later.' : '');
    const known = floor === undefined && facts !== undefined ? { known: facts } : {};
    this.happen({ is: 'unchecked', serial, words, ...known });
  }

  /** The browser has no room or no right to keep it: either it was never sent, or its answer could not be kept. */
  private notWritten({ serial }: Line, key: string): void {
    const sent = this.counter.queue.sales().some((sale) => sale.key === key);
    if (sent) return this.happen({ is: 'unanswered', key });
    this.happen({
      is: 'refused',
      serial,
      words: 'This till can’t write the sale down. Give the cash back, call help.',
    });
  }

  private async sellOne({ serial, code, card, offline }: Line, key: string): Promise<void> {
    const { queue, clerk, online } = this.counter;
    const by = clerk();
    const { amountMinor, totalMinor, currency } = card!;
    const sale = {
      code,
      amountMinor,
      currency,
      receipt: this.sale.receipt,
      ...(by === undefined ? {} : { clerk: by }),
    };
    if (!online()) {
      const trouble = await queue.store(key, sale, totalMinor);
      if (trouble === undefined) return;
      if (offline === true) return this.happen({ is: 'refused', serial, words: trouble });
    }
    const secrets = this.supervisorCode === undefined ? {} : { supervisorCode: this.supervisorCode };
    const trouble = await queue.sell(key, sale, totalMinor, secrets);
    if (trouble !== undefined) this.happen({ is: 'refused', serial, words: trouble });
  }

  /** What became of the sales on the counter, told by the queue alone: so a reload tells the same. */
  private queueMoved(): void {
    const queue = this.counter.queue.sales();
    for (const queued of queue) this.tell(queued);
    this.view.set({ queue, waiting: waitingIn(queue), unread: unreadIn(queue) });
  }

  private tell({ key, state, refusal = '', authorization }: QueuedSale): void {
    const line = this.sale.lines.find((one) => one.key === key);
    if (line === undefined || line.phase === state) return;
    if (state === 'refused') return this.refusedSale(line, refusal);
    if (state === 'sold')
      return this.happen({ is: 'sold', key, ...(authorization === undefined ? {} : { authorization }) });
    if (state !== 'sending') this.happen({ is: state, key });
  }

  private refusedSale({ serial, phase }: Line, code: string): void {
    if (phase === 'refused') return;
    // A receipt that was too large stays too large when the supervisor's code was wrong.
    const needs = code === 'supervisor.code_wrong' ? 'till.receipt_limit' : NEEDS.find((need) => need === code);
    this.happen({ is: 'refused', serial, words: this.wordsOf(code), ...(needs === undefined ? {} : { needs }) });
  }

  /** What the clerk reads for a code, with the price and the number to call where they are known. */
  wordsOf(code: string): string {
    const helpPhone = this.counter.terminal()?.store.helpPhone;
    return clerkWords(code, helpPhone ? { helpPhone } : {});
  }

  /** After a crash: what was paid is as the queue says, what was being asked is asked again. */
  private recover(): void {
    const known = new Set(this.counter.queue.sales().map(({ key }) => key));
    const { sale } = this;
    const lines = sale.lines.map((line) => (unsent(line, known) ? asReady(line) : line));
    this.view.set({ sale: { ...sale, lines } });
    this.queueMoved();
    for (const line of lines) if (line.phase === 'checking') void this.check(line);
  }

  private cashTrouble(sale: Sale): string | undefined {
    if (sale.cash.trim() === '') return undefined;
    const currency = sale.lines[0]?.card?.currency ?? 'USD';
    const cash = readAmount(sale.cash, currency);
    if (cash === undefined) return 'Type the cash as a sum, such as 50.00.';
    const missing = toPay(sale) - cash;
    return missing > 0 ? `${amount(missing, currency)} is missing. Correct the cash.` : undefined;
  }

  /** The counter as it stands and the sales with their keys, before any of them is sent. */
  private async writeDown(lines: readonly Line[], keys: ReadonlyMap<string, string>): Promise<void> {
    await this.kept.written();
    const cash = readAmount(this.sale.cash, lines[0]!.card!.currency);
    const total = toPay(this.sale);
    await this.journal.write(
      lines.map(({ serial, card }) => ({
        key: keys.get(serial)!,
        serial,
        receipt: this.sale.receipt,
        name: card!.name,
        totalMinor: card!.totalMinor,
        currency: card!.currency,
        // One card: the slip shows cash and change; of several the cash is for all of them.
        ...(cash === undefined || card!.totalMinor !== total ? {} : { tenderedMinor: cash }),
        at: Date.now(),
      })),
    );
  }

  private keysIn(phase: Line['phase']): readonly string[] {
    return this.sale.lines.filter((line) => line.phase === phase).flatMap(({ key }) => key ?? []);
  }

  private lineOf(serial: string): Line | undefined {
    return this.sale.lines.find((line) => line.serial === serial);
  }

  private happen(event: Happening): void {
    const sale = happen(this.sale, event);
    this.kept.write(sale);
    this.view.set({ sale });
  }
}

/** Paid on the counter, but the crash came before the queue wrote it down: it was never sent. */
function unsent({ key, phase }: Line, known: ReadonlySet<string>): boolean {
  return key !== undefined && phase === 'sending' && !known.has(key);
}

function asReady(line: Line): Line {
  const { key: _, ...rest } = line;
  return { ...rest, phase: 'ready' };
}

function unreadIn(queue: readonly QueuedSale[]): number {
  return queue.filter(({ unread }) => unread).length;
}

function waitingIn(queue: readonly QueuedSale[]): number {
  return queue.filter(({ open }) => open).length;
}
