import { newId } from '#lib/kernel';
import { type SaleSecrets, STORED_LINES_MAX, type Sale, type StoredAnswer, type StoredSale } from './contract.js';
import { notTakenWords } from './queue-words.js';
import {
  NEEDS_READING,
  afterCrash,
  afterReversal,
  afterSell,
  afterStored,
  afterStoredStatus,
  mayForget,
  openSaleOf,
  overFloor,
  storedNow,
  takenBack,
} from './queue.policy.js';
import {
  FLOOR_LIMITS,
  type FloorLimits,
  type NotTaken,
  type QueueCount,
  type QueueStore,
  type QueuedSale,
  type Taken,
} from './queue.types.js';
import { scannedSerial } from './scanned-serial.js';
import type { TillClient } from './till-client.js';

export interface OfflineQueueOptions {
  readonly store: QueueStore;
  readonly client: Pick<TillClient, 'sell' | 'status' | 'reverse' | 'sendStored'>;
  /** As the server told them last. */
  readonly floor?: () => FloorLimits;
  readonly now?: () => number;
  readonly newKey?: () => string;
}

export interface SellOptions {
  /** What the customer pays, taxes included; the price when left out. */
  readonly totalMinor?: number;
  readonly secrets?: SaleSecrets;
  /** Made and written down by the page before, so that its own notes name the sale too; else one is made here. */
  readonly key?: string;
}

/**
 * A till's sales, each written down before its first try and after each answer, so that whatever stops the till between
 * two steps, the next start knows what to ask. A key stands for one sale's cash and is never replaced by another.
 */
export class OfflineQueue {
  private turn: Promise<unknown> = Promise.resolve();
  private draining: Promise<void> | undefined;

  private constructor(
    private readonly options: OfflineQueueOptions,
    private readonly listeners: Set<() => void> = new Set(),
  ) {}

  /** What the last run left half done becomes a question for a person; what is long over is forgotten. */
  static async open(options: OfflineQueueOptions): Promise<OfflineQueue> {
    const queue = new OfflineQueue(options);
    for (const { key, state } of await options.store.all()) {
      if (state === 'sending') await queue.change(key, afterCrash);
      else await options.store.change(key, (sale) => (sale && mayForget(sale, queue.now()) ? undefined : sale));
    }
    return queue;
  }

  /** Oldest first. */
  async sales(): Promise<QueuedSale[]> {
    return [...(await this.options.store.all())].sort(
      (a, b) => Date.parse(a.soldAt) - Date.parse(b.soldAt) || (a.key < b.key ? -1 : 1),
    );
  }

  async find(key: string): Promise<QueuedSale | undefined> {
    return (await this.options.store.all()).find((sale) => sale.key === key);
  }

  async count(): Promise<QueueCount> {
    const sales = await this.sales();
    const of = (state: QueuedSale['state']): QueuedSale[] => sales.filter((sale) => sale.state === state);
    const stored = of('stored');
    const [oldest] = stored;
    const next = sales.flatMap(({ nextAt }) => nextAt ?? []);
    return {
      stored: stored.length,
      storedMinor: stored.reduce((sum, { totalMinor }) => sum + totalMinor, 0),
      reversing: of('reversing').length,
      unknown: of('unknown').length + of('sending').length,
      unread: sales.filter(({ state, seen }) => NEEDS_READING.has(state) && seen !== true).length,
      ...(oldest === undefined ? {} : { oldestStoredAt: oldest.soldAt }),
      ...(next.length === 0 ? {} : { nextAt: Math.min(...next) }),
    };
  }

  /** Told after every change. */
  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Sells under a person's eyes: `sold`, `refused`, or `unknown` for the person to decide. */
  async sell(sale: Sale, options: SellOptions = {}): Promise<Taken> {
    const taken = await this.take(sale, 'sending', options);
    return taken.kind === 'taken' ? { kind: 'taken', entry: await this.try(taken.entry, options.secrets) } : taken;
  }

  /** Sells without a line, within the floor limits: the card is handed over, the sale sent later. */
  sellOffline(sale: Sale, options: SellOptions = {}): Promise<Taken> {
    return this.take(sale, 'stored', options);
  }

  /** The person waits: the same key again. */
  async again(key: string, secrets?: SaleSecrets): Promise<QueuedSale | undefined> {
    let mine = false;
    const entry = await this.change(key, (sale) => {
      mine = sale.state === 'unknown';
      return mine ? { ...sale, state: 'sending' } : sale;
    });
    return entry !== undefined && mine ? this.try(entry, secrets) : entry;
  }

  /** The customer has gone with the card: the sale stands, and goes when the line is back. Past the floor: no. */
  keep(key: string): Promise<QueuedSale | undefined> {
    return this.alone(async () => {
      const all = await this.options.store.all();
      const found = all.find((sale) => sale.key === key);
      if (found === undefined || overFloor(all, found.totalMinor, this.now(), this.floor())) return found;
      return this.change(key, (sale) => storedNow(sale, this.now()));
    });
  }

  /** The money goes back. What may have reached the server is reversed there, for as long as it takes. */
  async moneyBack(key: string): Promise<QueuedSale | undefined> {
    const entry = await this.change(key, (sale) => takenBack(sale, this.now()));
    return entry?.state === 'reversing' ? this.reverse(entry) : entry;
  }

  /** A person has read how it ended, so that it may be forgotten. */
  seen(key: string): Promise<QueuedSale | undefined> {
    return this.change(key, (sale) => (sale.endedAt === undefined ? sale : { ...sale, seen: true }));
  }

  /**
   * Sends what is due: reversals first, then stored sales, oldest first. Two at once are one.
   * @param now also what would still wait for its gap: the line is back, or a person pressed "Send now".
   */
  drain(now = false): Promise<void> {
    this.draining ??= this.sendDue(now).finally(() => {
      this.draining = undefined;
    });
    return this.draining;
  }

  private async sendDue(all: boolean): Promise<void> {
    const due = (await this.sales()).filter(({ nextAt }) => all || (nextAt !== undefined && nextAt <= this.now()));
    for (const sale of due) if (sale.state === 'reversing') await this.reverse(sale);
    const stored = due.filter(({ state }) => state === 'stored');
    for (let from = 0; from < stored.length; from += STORED_LINES_MAX) {
      if (!(await this.send(stored.slice(from, from + STORED_LINES_MAX)))) return;
    }
  }

  private async send(sales: readonly QueuedSale[]): Promise<boolean> {
    const marked: QueuedSale[] = [];
    for (const { key } of sales) {
      const sale = await this.change(key, (one) => (one.state === 'stored' ? { ...one, doubt: true } : one));
      if (sale?.state === 'stored') marked.push(sale);
    }
    if (marked.length === 0) return true;
    const outcome = await this.options.client.sendStored(marked.map(lineOf));
    const told = outcome.kind === 'done' ? outcome.answer.lines : [];
    const lines = new Map(told.map((line): [string, StoredAnswer] => [line.key, line]));
    for (const { key } of marked) await this.settle(key, lines.get(key));
    return outcome.kind === 'done';
  }

  private async settle(key: string, line: StoredAnswer | undefined): Promise<void> {
    if (line?.code !== 'request.key_reused') {
      await this.change(key, (sale) => afterStored(sale, line, this.now()));
      return;
    }
    const status = await this.options.client.status(key);
    await this.change(key, (sale) => afterStoredStatus(sale, status, this.now()));
  }

  private async try({ key, sale }: QueuedSale, secrets?: SaleSecrets): Promise<QueuedSale> {
    const outcome = await this.options.client.sell(key, sale, secrets);
    const entry = (await this.change(key, (found) => afterSell(found, outcome, this.now())))!;
    return entry.state === 'reversing' && outcome.kind === 'refused' ? this.reverse(entry) : entry;
  }

  private async reverse(entry: QueuedSale): Promise<QueuedSale> {
    const outcome = await this.options.client.reverse(entry.key);
    return (await this.change(entry.key, (sale) => afterReversal(sale, outcome, this.now()))) ?? entry;
  }

  private take(
    sale: Sale,
    state: 'sending' | 'stored',
    { totalMinor = sale.amountMinor, key: given }: SellOptions,
  ): Promise<Taken> {
    return this.alone(async (): Promise<Taken> => {
      const all = await this.options.store.all();
      const open = openSaleOf(all, sale.code);
      if (open !== undefined) return notTaken('card.open', open);
      if (state === 'stored') {
        if (scannedSerial(sale.code) === undefined) return notTaken('scan.invalid');
        const over = overFloor(all, totalMinor, this.now(), this.floor());
        if (over !== undefined) return notTaken(over);
      }
      const key = given ?? (this.options.newKey ?? newId)();
      const soldAt = isoWithOffset(new Date(this.now()));
      const begun = { key, sale, totalMinor, soldAt, state, doubt: false, tries: 0 } as const;
      const entry = state === 'stored' ? { ...begun, nextAt: this.now() } : begun;
      await this.options.store.change(key, () => entry);
      this.tell();
      return { kind: 'taken', entry };
    });
  }

  private async change(key: string, decide: (sale: QueuedSale) => QueuedSale): Promise<QueuedSale | undefined> {
    const entry = await this.options.store.change(key, (sale) => (sale === undefined ? undefined : decide(sale)));
    this.tell();
    return entry;
  }

  /** Whoever looks at all sales before writing one does it alone. */
  private alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => {});
    return mine;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private floor(): FloorLimits {
    return (this.options.floor ?? (() => FLOOR_LIMITS))();
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }
}

function notTaken(why: NotTaken, entry?: QueuedSale): Taken {
  return { kind: 'not_taken', why, words: notTakenWords(why), ...(entry === undefined ? {} : { entry }) };
}

function lineOf({ key, sale, soldAt }: QueuedSale): StoredSale {
  return { key, ...sale, soldAt };
}

/** `2026-11-24T18:04:11+01:00`, by the till's clock. */
function isoWithOffset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const two = (part: number): string => String(Math.trunc(Math.abs(part))).padStart(2, '0');
  const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  return `${local}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
