import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScan, serialOf } from '#lib/cards';
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import type { Sale, SaleAnswer, StatusAnswer, StoredAnswer, StoredSale } from './contract.js';
import { openFileStore } from './file-store.js';
import { openIdbStore } from './idb-store.js';
import { MemoryStore } from './memory-store.js';
import { OfflineQueue } from './offline-queue.js';
import type { Outcome } from './outcome.js';
import { queueWords } from './queue-words.js';
import { GAPS_S, mayForget } from './queue.policy.js';
import { OPEN_STATES, type QueueStore, type QueuedSale } from './queue.types.js';
import { scannedSerial } from './scanned-serial.js';

const SERIALS = [1_230_000_000n, 1_230_000_001n, 1_230_000_002n].map((id) => serialOf(id));
const NOW_MS = Date.parse('2026-11-24T10:00:00Z');
const saleOf = (code: string, amountMinor = 3_000): Sale => ({ code, amountMinor, currency: 'USD' });

/** What the network does to one call. `late`: it arrives after the till has given up. */
type Fate = 'ok' | 'request lost' | 'answer lost' | 'late' | 'limited';

/** The far side: a system of three cards that keeps design §8's rules of keys, behind a network told what to do. */
class FarSide {
  /** Which key each card is sold by. */
  readonly sold = new Map<string, string>();
  readonly keys = new Map<string, { state: 'active' | 'reversed'; stored: boolean; code?: string }>();
  private readonly late: (() => void)[] = [];
  calls = 0;
  fates: Fate[] = [];

  readonly client = {
    sell: (key: string, sale: Sale) => this.over(() => this.sell(key, sale, false)),
    reverse: (key: string) => this.over(() => this.reverse(key)),
    status: (key: string) => this.over(() => this.status(key)),
    sendStored: (lines: readonly StoredSale[]) =>
      this.over((): Outcome<{ lines: StoredAnswer[] }> => done({ lines: lines.map((line) => this.line(line)) })),
  };

  /** What was delayed arrives, in whatever order. */
  deliver(): void {
    for (const arrive of this.late.splice(0).reverse()) arrive();
  }

  /** Another till sells the card, or gives it back if it was the one that sold it. */
  otherTill(code: string): void {
    if (this.sold.get(code) === 'other') this.sold.delete(code);
    else if (!this.sold.has(code)) this.sold.set(code, 'other');
  }

  private async over<Answer>(effect: () => Outcome<Answer>): Promise<Outcome<Answer>> {
    this.calls++;
    const fate = this.fates.shift() ?? 'ok';
    await Promise.resolve();
    if (fate === 'ok') return effect();
    if (fate === 'limited') return refuse('rate.limited', 429);
    if (fate === 'late') this.late.push(effect);
    if (fate === 'answer lost') effect();
    return { kind: 'unknown', why: 'time-out', words: '', reached: true, tries: 3 };
  }

  private sell(key: string, { code }: Sale, stored: boolean): Outcome<SaleAnswer> {
    const known = this.keys.get(key);
    if (known?.state === 'reversed') return refuse('activation.reversed', 409);
    if (known !== undefined)
      return known.stored === stored ? done(answer(key, code)) : refuse('request.key_reused', 422);
    if (this.sold.has(code)) return refuse('card.already_active', 409);
    this.sold.set(code, key);
    this.keys.set(key, { state: 'active', stored, code });
    return done(answer(key, code));
  }

  private line(sale: StoredSale): StoredAnswer {
    const outcome = this.sell(sale.key, sale, true);
    if (outcome.kind === 'done') return { status: 201, ...outcome.answer };
    return outcome.kind === 'refused'
      ? { key: sale.key, status: outcome.status, code: outcome.code }
      : { key: sale.key, status: 503 };
  }

  private reverse(key: string): Outcome<StatusAnswer> {
    const code = this.keys.get(key)?.code;
    if (code !== undefined && this.sold.get(code) === key) this.sold.delete(code);
    this.keys.set(key, { state: 'reversed', stored: false });
    return done({ key, state: 'reversed' });
  }

  private status(key: string): Outcome<StatusAnswer> {
    const known = this.keys.get(key);
    return done({ key, state: known?.state ?? 'unknown' });
  }
}

function done<Answer>(found: Answer): Outcome<Answer> {
  return { kind: 'done', answer: found, replayed: false, tries: 1 };
}
function refuse(code: string, status: number): Outcome<never> {
  return { kind: 'refused', code, status, detail: code, words: code, tries: 1 };
}
function answer(key: string, serial: string): SaleAnswer {
  const sale = { id: 'a', key, state: 'active', serial, months: 3, amountMinor: 3_000, currency: 'USD' } as const;
  return { ...sale, authorization: 'A1', activatedAt: '2026-11-24T10:00:00Z', businessDate: '2026-11-24' };
}

/** A disk that the till is cut off from before its nth write from now. */
class CuttableStore implements QueueStore {
  writesLeft = Number.POSITIVE_INFINITY;
  constructor(private readonly disk: QueueStore) {}
  all(): Promise<readonly QueuedSale[]> {
    return this.disk.all();
  }
  async change(...change: Parameters<QueueStore['change']>): ReturnType<QueueStore['change']> {
    if (this.writesLeft-- <= 0) throw new Error('the till has stopped');
    return this.disk.change(...change);
  }
}

describe('the queue of a till', () => {
  async function till(disk: QueueStore = new MemoryStore()) {
    const far = new FarSide();
    let nowMs = NOW_MS;
    const options = { store: disk, client: far.client, now: () => nowMs };
    return {
      far,
      disk,
      queue: await OfflineQueue.open(options),
      reopened: () => OfflineQueue.open(options),
      passS: (seconds: number) => void (nowMs += seconds * 1_000),
    };
  }
  const keyOf = (taken: Awaited<ReturnType<OfflineQueue['sell']>>): string => {
    if (taken.kind !== 'taken') throw new Error(taken.why);
    return taken.entry.key;
  };

  it('writes a sale down before it is sent, and its answer after', async () => {
    const { far, queue, disk } = await till();
    const seen: string[] = [];
    const { sell } = far.client;
    far.client.sell = async (key, sale) => {
      seen.push(...(await disk.all()).map(({ key: kept, state }) => `${kept === key} ${state}`));
      return sell(key, sale);
    };
    expect(await queue.sell(saleOf(SERIALS[0]!))).toMatchObject({ kind: 'taken', entry: { state: 'sold' } });
    expect(seen).toEqual(['true sending']);
  });

  it('tells a refusal, and writes no supervisor’s code down', async () => {
    const { far, queue, disk } = await till();
    far.sold.set(SERIALS[0]!, 'other');
    const taken = await queue.sell(saleOf(SERIALS[0]!), { secrets: { supervisorCode: '4711' } });
    expect(taken).toMatchObject({ entry: { state: 'refused', code: 'card.already_active' } });
    expect(JSON.stringify(await disk.all())).not.toContain('4711');
  });

  it('waits with the same key, and forbids a key whose refusal came after a silence', async () => {
    const { far, queue } = await till();
    far.fates = ['late'];
    const key = keyOf(await queue.sell(saleOf(SERIALS[0]!)));
    far.sold.set(SERIALS[0]!, 'other');
    expect(await queue.again(key)).toMatchObject({ key, state: 'refused', code: 'card.already_active' });
    far.sold.clear();
    far.deliver();
    expect(far.sold.size).toBe(0);
  });

  it('takes a refusal that came before the key was looked for as no answer', async () => {
    const { far, queue } = await till();
    far.fates = ['answer lost', 'limited'];
    const key = keyOf(await queue.sell(saleOf(SERIALS[0]!)));
    expect(await queue.again(key)).toMatchObject({ state: 'unknown' });
    expect(await queue.again(key)).toMatchObject({ state: 'sold' });
  });

  it('takes one sale of a card at a time, however it is scanned', async () => {
    const { far, queue } = await till();
    far.fates = ['request lost'];
    const key = keyOf(await queue.sell(saleOf(SERIALS[0]!)));
    const again = await queue.sell(saleOf(`]e00100012345678905` + `21${SERIALS[0]}`));
    expect(again).toMatchObject({ kind: 'not_taken', why: 'card.open', entry: { key } });
    expect(far.calls).toBe(1);
  });

  it('sells without a line up to the floor, and says when to stop', async () => {
    const { queue, passS } = await till();
    const offline = (at: number, amountMinor?: number) =>
      queue.sellOffline(saleOf(serialOf(1_240_000_000n + BigInt(at)), amountMinor));
    expect(await queue.sellOffline(saleOf('9700012300045610'))).toMatchObject({ why: 'scan.invalid' });
    expect(await offline(0, 100_001)).toMatchObject({ why: 'floor.amount' });
    for (let at = 1; at <= 20; at++) expect(await offline(at)).toMatchObject({ kind: 'taken' });
    expect(await offline(21)).toMatchObject({ why: 'floor.cards', words: expect.stringContaining('Stop') as unknown });
    await queue.drain();
    expect(await offline(22)).toMatchObject({ kind: 'taken' });
    passS(24 * 3_600 + 1);
    expect(await offline(23)).toMatchObject({ why: 'floor.age' });
  });

  it('sends stored sales oldest first, in one call, and keeps those that had no answer', async () => {
    const { far, queue, passS } = await till();
    const keys = [];
    for (const serial of SERIALS) {
      keys.push(keyOf(await queue.sellOffline(saleOf(serial))));
      passS(60);
    }
    far.sold.set(SERIALS[1]!, 'another till');
    far.fates = ['answer lost'];
    await queue.drain();
    expect(await queue.count()).toMatchObject({ stored: 3, storedMinor: 9_000 });
    await queue.drain(); // not due yet
    expect(far.calls).toBe(1);
    passS(2);
    await queue.drain();
    expect((await queue.sales()).map(({ key, state }) => [key, state])).toEqual([
      [keys[0], 'accepted'],
      [keys[1], 'rejected'],
      [keys[2], 'accepted'],
    ]);
    expect(await queue.count()).toMatchObject({ stored: 0, unread: 1 });
    await queue.seen(keys[1]!);
    expect(await queue.count()).toMatchObject({ unread: 0 });
  });

  it('finds by its key a sale whose first try had arrived, and then was stored', async () => {
    const { far, queue } = await till();
    far.fates = ['answer lost'];
    const key = keyOf(await queue.sell(saleOf(SERIALS[0]!)));
    expect(await queue.keep(key)).toMatchObject({ state: 'stored' });
    await queue.drain();
    expect(await queue.find(key)).toMatchObject({ state: 'accepted' });
    expect([...far.sold.values()]).toEqual([key]);
  });

  it('repeats a reversal with growing gaps, then names a claim, and gives up by itself after a day only', async () => {
    const { far, queue, passS } = await till();
    far.fates = Array.from({ length: 60 }, () => 'request lost' as const);
    const key = keyOf(await queue.sell(saleOf(SERIALS[0]!)));
    await queue.moneyBack(key);
    for (const [at, gap] of GAPS_S.slice(1).entries()) {
      expect(await queue.find(key)).toMatchObject({ state: 'reversing', tries: at + 1 });
      passS(gap - 1);
      await queue.drain();
      expect(far.calls).toBe(at + 2);
      passS(1);
      await queue.drain();
      expect(far.calls).toBe(at + 3);
    }
    const claimed = (await queue.find(key))!;
    expect(claimed.claim).toMatch(/^[0-9A-F]{4}-[0-9A-F]{4}$/);
    expect(queueWords(claimed)).toContain(claimed.claim);
    passS(24 * 3_600);
    await queue.drain();
    expect((await queue.find(key))!.nextAt).toBeUndefined();
    far.fates = [];
    await queue.drain(true);
    expect(await queue.find(key)).toMatchObject({ state: 'reversed' });
  });

  it('gives the money of a sale that was never sent back without asking anybody', async () => {
    const { far, queue } = await till();
    const key = keyOf(await queue.sellOffline(saleOf(SERIALS[0]!)));
    expect(await queue.moneyBack(key)).toMatchObject({ state: 'cancelled' });
    await queue.drain(true);
    expect(far.calls).toBe(0);
  });

  it('forgets what is over after a day, but nothing that a person must still read', () => {
    const over = { endedAt: 0, state: 'accepted' } as QueuedSale;
    expect(mayForget(over, 23 * 3_600_000)).toBe(false);
    expect(mayForget(over, 25 * 3_600_000)).toBe(true);
    expect(mayForget({ ...over, state: 'rejected' }, 25 * 3_600_000)).toBe(false);
    expect(mayForget({ ...over, state: 'rejected', seen: true }, 25 * 3_600_000)).toBe(true);
  });

  it('reads the serial that the system reads from a scan', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1_000_000n, max: 9_000_000_000_000n - 1n }).map((id) => serialOf(id % 900_000_000_000n)),
        fc.stringMatching(/^\d{14}$/),
        (serial, gtin) => {
          const forms = [
            serial,
            `]C0${serial}`,
            `]e001${gtin}21${serial}`,
            `(01)${gtin}(21)${serial}`,
            `HTTPS://R.EXAMPLE/R/${serial}`,
            `https://r.example/01/${gtin}/21/${serial}`,
            serial.replace(/(\d{4})(?=\d)/g, '$1 '),
          ];
          for (const form of forms) {
            expect(scannedSerial(form)).toBe(serial);
            expect(readScan(form.replace(/^]C0/, ''))).toMatchObject({ kind: 'card' });
          }
          const wrong = `${serial.slice(0, -1)}${(Number(serial.at(-1)) + 1) % 10}`;
          expect(scannedSerial(wrong)).toBeUndefined();
        },
      ),
      { numRuns: 50 },
    );
  });

  describe('whatever the network does and wherever the till stops', () => {
    const fate = fc.constantFrom<Fate>('ok', 'request lost', 'answer lost', 'late', 'limited');
    const step = fc.record({
      does: fc.constantFrom('sell', 'offline', 'again', 'back', 'keep', 'drain', 'arrive', 'other till'),
      card: fc.nat({ max: 2 }),
      fates: fc.array(fate, { maxLength: 3 }),
      /** The till stops before this write, and starts again. */
      stopsAfter: fc.option(fc.nat({ max: 4 }), { freq: 3, nil: undefined }),
    });
    type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

    async function carryOut(queue: OfflineQueue, { does, card }: Step): Promise<void> {
      const code = SERIALS[card]!;
      const open = (await queue.sales()).find(({ sale, state }) => sale.code === code && OPEN_STATES.has(state));
      if (does === 'sell') await queue.sell(saleOf(code));
      if (does === 'offline') await queue.sellOffline(saleOf(code));
      if (does === 'drain') await queue.drain(true);
      if (open === undefined) return;
      if (does === 'again') await queue.again(open.key);
      if (does === 'back') await queue.moneyBack(open.key);
      if (does === 'keep') await queue.keep(open.key);
    }

    /** The line holds, and the person decides what is still open. */
    async function settleAll(queue: OfflineQueue): Promise<void> {
      for (const { key, state } of await queue.sales()) if (state === 'unknown') await queue.again(key);
      await queue.drain(true);
    }

    it('every sale is told as it is, no card is sold twice, and none is lost', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
          const disk = new MemoryStore();
          const far = new FarSide();
          const store = new CuttableStore(disk);
          const keys: string[] = [];
          const newKey = (): string => `key-${keys.push('') - 1}`;
          const open = (): Promise<OfflineQueue> =>
            OfflineQueue.open({ store, client: far.client, now: () => NOW_MS, newKey });
          let queue = await open();
          for (const one of steps) {
            far.fates = [...one.fates];
            if (one.does === 'arrive') far.deliver();
            if (one.does === 'other till') far.otherTill(SERIALS[one.card]!);
            store.writesLeft = one.stopsAfter ?? Number.POSITIVE_INFINITY;
            const stopped = await carryOut(queue, one).then(
              () => false,
              () => true,
            );
            store.writesLeft = Number.POSITIVE_INFINITY;
            if (stopped) queue = await open();
          }
          far.fates = [];
          queue = await open();
          await settleAll(queue);
          for (const [code, key] of far.sold) if (key === 'other') far.otherTill(code);
          far.deliver();
          const sales = await queue.sales();
          for (const { key, state } of sales) {
            // The customer has the card of a rejected one: should its first sending arrive after all, so much the better.
            if (state === 'rejected') continue;
            const stands = [...far.sold.values()].includes(key);
            expect([key, state, stands]).toEqual([key, state, state === 'sold' || state === 'accepted']);
          }
          for (const key of far.sold.values()) expect(sales.map((sale) => sale.key)).toContain(key);
          expect(sales.filter(({ state }) => OPEN_STATES.has(state))).toEqual([]);
        }),
        { numRuns: 400 },
      );
    });
  });

  describe.each([
    ['files', async (folder: string) => openFileStore(folder)],
    ['IndexedDB', async () => openIdbStore(`queue-${Math.random()}`)],
  ] as const)('in %s', (_, openStore) => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'till-queue-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('keeps what was written, changes it in turn, and forgets on demand', async () => {
      const store = await openStore(folder);
      const { queue, far } = await till(store);
      far.fates = ['answer lost'];
      const unknown = keyOf(await queue.sell(saleOf(SERIALS[0]!)));
      const stored = keyOf(await queue.sellOffline(saleOf(SERIALS[1]!)));
      const again = await OfflineQueue.open({ store, client: far.client, now: () => NOW_MS });
      const kept = new Map((await again.sales()).map(({ key, state }) => [key, state]));
      expect(kept).toEqual(
        new Map([
          [unknown, 'unknown'],
          [stored, 'stored'],
        ]),
      );
      await Promise.all(
        Array.from({ length: 10 }, () => store.change(stored, (sale) => ({ ...sale!, tries: sale!.tries + 1 }))),
      );
      expect((await store.all()).find(({ key }) => key === stored)!.tries).toBe(10);
      await store.change(stored, () => undefined);
      expect(await store.all()).toHaveLength(1);
    });
  });
});
