import {
  FLOOR_LIMITS,
  type FloorLimits,
  NEEDS_READING,
  OPEN_STATES,
  OfflineQueue,
  type Outcome,
  QueuePump,
  type QueueState,
  type QueueStore,
  type QueuedSale as Kept,
  type Sale,
  type SaleSecrets,
  type Taken,
  type TillClient,
  notTakenWords,
  openIdbStore,
  overFloor,
} from '#lib/till-client';

/** How a sale that was written down stands, in the sell screen's words. */
export type QueuedState =
  | 'sending'
  | 'unanswered'
  | 'stored'
  | 'returning'
  | 'sold'
  | 'refused'
  | 'cancelled'
  | 'claim';

export interface QueuedSale {
  readonly key: string;
  readonly code: string;
  readonly totalMinor: number;
  readonly currency: string;
  readonly receipt: string;
  readonly soldAt: string;
  readonly state: QueuedState;
  /** The code of the refusal. */
  readonly refusal?: string;
  readonly authorization?: string;
  /** It stands, and somebody will look at it: why. */
  readonly exceptions?: readonly string[];
  /** What the clerk tells to whoever helps. */
  readonly claim?: string;
  /** Not at its end. */
  readonly open: boolean;
  /** How it ended asks something of a person, and none has seen it. */
  readonly unread: boolean;
}

const STATES: Readonly<Record<QueueState, QueuedState>> = {
  sending: 'sending',
  unknown: 'unanswered',
  stored: 'stored',
  reversing: 'returning',
  sold: 'sold',
  accepted: 'sold',
  exception: 'sold',
  refused: 'refused',
  rejected: 'refused',
  reversed: 'cancelled',
  cancelled: 'cancelled',
  stands: 'claim',
};

export interface QueueOptions {
  readonly client: TillClient;
  readonly floor: () => FloorLimits | undefined;
  readonly heard: <Answer>(call: Promise<Outcome<Answer>>) => Promise<Outcome<Answer>>;
  readonly store?: QueueStore;
}

/** The till's queue as the page sees it: read at once, told of every change, sent by itself. */
export class SaleQueue {
  private shown: readonly QueuedSale[] = [];
  private kept: readonly Kept[] = [];
  private readonly watchers = new Set<() => void>();

  private constructor(
    private readonly queue: OfflineQueue,
    private readonly pump: QueuePump,
    private readonly floor: () => FloorLimits,
  ) {}

  static async open({ client, heard, floor, store }: QueueOptions): Promise<SaleQueue> {
    const limits = (): FloorLimits => floor() ?? FLOOR_LIMITS;
    const queue = await OfflineQueue.open({
      store: store ?? (await openIdbStore()),
      floor: limits,
      client: {
        sell: (...call) => heard(client.sell(...call)),
        status: (...call) => heard(client.status(...call)),
        reverse: (...call) => heard(client.reverse(...call)),
        sendStored: (...call) => heard(client.sendStored(...call)),
      },
    });
    const opened = new SaleQueue(queue, new QueuePump(queue), limits);
    await opened.read();
    queue.watch(() => void opened.read().catch(() => undefined));
    opened.pump.start();
    return opened;
  }

  /** Oldest first. */
  sales(): readonly QueuedSale[] {
    return this.shown;
  }

  watch(watcher: () => void): void {
    this.watchers.add(watcher);
  }

  /** Why no more may be sold offline now. */
  floorTrouble(): string | undefined {
    const over = overFloor(this.kept, 0, Date.now(), this.floor());
    return over === undefined ? undefined : notTakenWords(over);
  }

  /** The words say why it was not even tried. */
  async sell(key: string, sale: Sale, totalMinor: number, secrets: SaleSecrets): Promise<string | undefined> {
    return this.after(await this.queue.sell(sale, { key, totalMinor, secrets }));
  }

  /** Sold offline, or why not. */
  async store(key: string, sale: Sale, totalMinor: number): Promise<string | undefined> {
    const taken = await this.queue.sellOffline(sale, { key, totalMinor });
    if (taken.kind === 'taken') void this.pump.sendNow();
    return this.after(taken);
  }

  async again(key: string): Promise<void> {
    await this.queue.again(key);
    await this.read();
  }

  async giveBack(key: string): Promise<void> {
    await this.queue.moneyBack(key);
    await this.read();
    this.pump.start();
  }

  async keepSale(key: string): Promise<void> {
    await this.queue.keep(key);
    await this.read();
    void this.pump.sendNow();
  }

  /** No more calls of its own. */
  stop(): void {
    this.pump.stop();
  }

  sendNow(): void {
    void this.pump.sendNow();
  }

  async seen(key: string): Promise<void> {
    await this.queue.seen(key);
  }

  private async after(taken: Taken): Promise<string | undefined> {
    await this.read();
    return taken.kind === 'taken' ? undefined : taken.words;
  }

  private async read(): Promise<void> {
    this.kept = await this.queue.sales();
    this.shown = this.kept.map(shownOf);
    for (const watcher of this.watchers) watcher();
  }
}

function shownOf({ key, sale, totalMinor, soldAt, state, code, claim, answer, exceptions, seen }: Kept): QueuedSale {
  return {
    key,
    code: sale.code,
    totalMinor,
    currency: sale.currency,
    receipt: sale.receipt ?? '',
    soldAt,
    state: claim === undefined ? STATES[state] : 'claim',
    open: OPEN_STATES.has(state),
    unread: NEEDS_READING.has(state) && seen !== true,
    ...(code === undefined ? {} : { refusal: code }),
    ...(claim === undefined ? {} : { claim }),
    ...(answer === undefined ? {} : { authorization: answer.authorization }),
    ...(exceptions === undefined ? {} : { exceptions }),
  };
}
