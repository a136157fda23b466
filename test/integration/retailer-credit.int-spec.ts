import { GROUP_LIMITS, type Grouped, HOT_POOL, HotPath, type Tx, databaseOptions, entityTx } from '#lib/database';
import { newId } from '#lib/kernel';
import {
  CreditUse,
  LEDGER_CHECKS,
  type RetailerCredit,
  UNLIMITED_MINOR,
  changeCredit,
  creditOf,
  creditsAbove,
  lockCredit,
  post,
  saleEndPostings,
  salePostings,
  spendCredit,
} from '#lib/ledger';
import fc from 'fast-check';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { type TestDatabase, createTestDatabase } from '../support/database.js';

/** A sale as a till's group does it, without its card; below zero: an earlier one of that amount is undone. */
interface Sale {
  readonly retailerId: number;
  readonly amountMinor: bigint;
  readonly stored?: boolean;
  readonly currency?: string;
}

const posting = ({ retailerId, amountMinor, currency = 'USD' }: Sale) => ({
  source: newId(),
  businessDate: '2027-03-15',
  batchId: 1,
  productId: 1,
  retailerId,
  months: 1,
  amountMinor: amountMinor < 0n ? -amountMinor : amountMinor,
  commissionMinor: 0n,
  currency,
});

/** Locks, decides in order, posts and spends, as `serveTills` does. */
async function sellAll(tx: Tx, sales: readonly Sale[]) {
  const ids = [...new Set(sales.map(({ retailerId }) => retailerId))];
  const wants = ids.map((retailerId) => {
    const own = sales.filter((sale) => sale.retailerId === retailerId);
    const online = own.filter(({ stored, amountMinor }) => stored !== true && amountMinor > 0n);
    return {
      retailerId,
      needMinor: online.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
      mayOverdraw: own.some(({ stored }) => stored === true),
    };
  });
  const use = new CreditUse(await lockCredit(tx, wants));
  const answers = sales.map((sale) => {
    const { retailerId, amountMinor, stored = false, currency = 'USD' } = sale;
    const sold = stored || amountMinor < 0n || use.covers(retailerId, currency, amountMinor);
    if (sold) use.book(retailerId, currency, amountMinor);
    return sold;
  });
  const transfers = sales.flatMap((sale, i) => {
    if (answers[i] !== true) return [];
    return sale.amountMinor < 0n ? saleEndPostings('reversal', posting(sale), true) : salePostings(posting(sale));
  });
  return { answers, writes: [post(tx, transfers), spendCredit(tx, use.spendings)] };
}

describe('a retailer’s credit', () => {
  let database: TestDatabase;
  let owner: pg.Client;
  const sources: DataSource[] = [];
  const paths: HotPath[] = [];
  let funnels: Grouped<Sale, boolean>[];
  let made = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new pg.Client(database.url);
    await owner.connect();
    // As two processes of the API: two pools, each with two groups under way.
    for (let n = 0; n < 2; n++) {
      const source = await new DataSource(databaseOptions(database.url, HOT_POOL)).initialize();
      sources.push(source);
      paths.push(new HotPath(source));
    }
    funnels = paths.map((path) => path.grouped(sellAll, { ...GROUP_LIMITS, groupSizeMax: 4 }));
  });
  afterEach(async () => expect(await broken()).toEqual([]));
  afterAll(async () => {
    for (const path of paths) await path.onApplicationShutdown();
    await owner.end();
    await database.drop();
  });

  const retailer = async (limitMinor: bigint | null, currency = 'USD'): Promise<number> => {
    const { rows } = await owner.query(
      `INSERT INTO retailer (name, receiving, commission_bp, credit_limit_minor, currency) VALUES ($1, 'strict', 0, $2, $3) RETURNING id`,
      [`Retailer ${++made}`, limitMinor === null ? null : String(limitMinor), currency],
    );
    return rows[0].id;
  };
  const broken = async (): Promise<string[]> => {
    const facts: string[] = [];
    for (const check of LEDGER_CHECKS) facts.push(...(await check.run(async (sql) => (await owner.query(sql)).rows)));
    return facts;
  };
  const sell = (sale: Sale, process = 0): Promise<boolean> => funnels[process % 2]!.run(sale);
  const credit = async (id: number): Promise<RetailerCredit> => (await creditOf(entityTx(sources[0]!.manager), id))!;
  const stripesOf = async (id: number): Promise<bigint[]> => {
    const { rows } = await owner.query(
      'SELECT room_minor FROM retailer_credit WHERE retailer_id = $1 ORDER BY stripe',
      [id],
    );
    return rows.map(({ room_minor: room }) => BigInt(room));
  };
  /** As the office does it. */
  const moveLimit = (id: number, before: bigint | null, after: bigint | null): Promise<void> =>
    sources[0]!.transaction(async (manager) => {
      const tx = entityTx(manager);
      await tx.rows('UPDATE retailer SET credit_limit_minor = $2 WHERE id = $1', [
        id,
        after === null ? null : String(after),
      ]);
      await changeCredit(tx, id, (after ?? UNLIMITED_MINOR) - (before ?? UNLIMITED_MINOR));
    });

  it('begins with the retailer, spread over sixteen stripes', async () => {
    const id = await retailer(1_000_005n);
    const stripes = await stripesOf(id);
    expect(stripes).toEqual([62_505n, ...Array.from({ length: 15 }, () => 62_500n)]);
    expect(await credit(id)).toEqual({
      retailerId: id,
      currency: 'USD',
      limitMinor: 1_000_005n,
      owedMinor: 0n,
      roomMinor: 1_000_005n,
      usedShare: 0,
    });
    const free = await retailer(null);
    expect(await credit(free)).toMatchObject({ limitMinor: null, owedMinor: 0n, roomMinor: null, usedShare: null });
  });

  it('lets the last cent be sold and not one more', async () => {
    const id = await retailer(10_000n);
    expect(await sell({ retailerId: id, amountMinor: 9_999n })).toBe(true);
    expect(await sell({ retailerId: id, amountMinor: 2n })).toBe(false);
    expect(await sell({ retailerId: id, amountMinor: 1n })).toBe(true);
    expect(await sell({ retailerId: id, amountMinor: 1n })).toBe(false);
    expect(await credit(id)).toMatchObject({ owedMinor: 10_000n, roomMinor: 0n, usedShare: 1 });
  });

  it.each([
    ['spread over all stripes', 16n],
    ['in fewer stripes than groups', 3n],
    ['for none at all', 0n],
  ])('of 64 sales at once from two processes lets as many through as there is room: %s', async (_, sales) => {
    const id = await retailer(sales * 3_000n + 2_999n);
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, i) => sell({ retailerId: id, amountMinor: 3_000n }, i)),
    );
    expect(answers.filter(Boolean)).toHaveLength(Number(sales));
    expect((await credit(id)).roomMinor).toBe(2_999n);
  });

  it('refuses nobody what there is room for, however the room is scattered', async () => {
    const id = await retailer(16n * 100n);
    await Promise.all(Array.from({ length: 16 }, (_, i) => sell({ retailerId: id, amountMinor: 60n }, i)));
    expect((await credit(id)).roomMinor).toBe(640n);
    expect(await sell({ retailerId: id, amountMinor: 641n })).toBe(false);
    expect(await sell({ retailerId: id, amountMinor: 640n })).toBe(true);
  });

  it('gives each of two sales under way a stripe of its own', async () => {
    const id = await retailer(1_000_000n);
    const want = [{ retailerId: id, needMinor: 3_000n, mayOverdraw: false }];
    await sources[0]!.transaction(async (one) => {
      const first = await lockCredit(entityTx(one), want);
      await sources[1]!.transaction(async (other) => {
        const second = await lockCredit(entityTx(other), want);
        expect(second.get(id)!.stripe).not.toBe(first.get(id)!.stripe);
      });
    });
  });

  it('lets the second wait for the first where only one of them can have it', async () => {
    const id = await retailer(5_000n);
    const want = [{ retailerId: id, needMinor: 3_000n, mayOverdraw: false }];
    let waiting: Promise<bigint> | undefined;
    await sources[0]!.transaction(async (one) => {
      const held = await lockCredit(entityTx(one), want);
      waiting = sources[1]!.transaction(async (other) => (await lockCredit(entityTx(other), want)).get(id)!.roomMinor);
      await spendCredit(entityTx(one), [{ hold: held.get(id)!, netMinor: 3_000n }]);
      await post(entityTx(one), salePostings(posting({ retailerId: id, amountMinor: 3_000n })));
    });
    expect(await waiting).toBe(2_000n);
  });

  it('is booked for stored sales beyond the limit, and refuses until that is made good', async () => {
    const id = await retailer(10_000n);
    expect(await sell({ retailerId: id, amountMinor: 25_000n, stored: true })).toBe(true);
    expect(await credit(id)).toMatchObject({ owedMinor: 25_000n, roomMinor: -15_000n, usedShare: 2.5 });
    expect(await sell({ retailerId: id, amountMinor: 1n })).toBe(false);
    expect(await sell({ retailerId: id, amountMinor: -15_000n })).toBe(true);
    expect(await sell({ retailerId: id, amountMinor: 1n })).toBe(false);
    await moveLimit(id, 10_000n, 10_001n);
    expect(await sell({ retailerId: id, amountMinor: 1n })).toBe(true);
  });

  it('has no room in another currency where a limit was agreed', async () => {
    const limited = await retailer(10_000n, 'EUR');
    expect(await sell({ retailerId: limited, amountMinor: 1n, currency: 'USD' })).toBe(false);
    expect(await sell({ retailerId: limited, amountMinor: 1n, currency: 'EUR' })).toBe(true);
    const free = await retailer(null, 'EUR');
    expect(await sell({ retailerId: free, amountMinor: 1n, currency: 'USD' })).toBe(true);
    expect((await credit(free)).owedMinor).toBe(0n);
  });

  it('is exact when a limit is agreed on in the middle of sales, and taken away again', async () => {
    const id = await retailer(null);
    const sales = Array.from({ length: 60 }, (_, i) => sell({ retailerId: id, amountMinor: 3_000n }, i));
    const moves = moveLimit(id, null, 500_000n).then(() => moveLimit(id, 500_000n, null));
    expect((await Promise.all(sales)).filter(Boolean)).toHaveLength(60);
    await moves;
    expect(await credit(id)).toMatchObject({ limitMinor: null, owedMinor: 180_000n });
    await moveLimit(id, null, 180_000n);
    expect(await sell({ retailerId: id, amountMinor: 1n })).toBe(false);
  });

  it('of several retailers at once never makes two wait for each other', async () => {
    const ids = [await retailer(3_000n), await retailer(3_000n), await retailer(3_000n)];
    const orders = [ids, ids.toReversed(), [ids[1]!, ids[2]!, ids[0]!]];
    // Near the limit and with too little room: every one of them needs all stripes of all three. Nothing is run again here.
    const run = (i: number): Promise<void> =>
      sources[i % 2]!.transaction(async (manager) => {
        const wants = orders[i % 3]!.map((retailerId) => ({ retailerId, needMinor: 2_000n, mayOverdraw: i % 4 === 0 }));
        const holds = await lockCredit(entityTx(manager), wants);
        expect(holds.size).toBe(3);
      });
    await Promise.all(Array.from({ length: 60 }, (_, i) => run(i)));
  });

  it('comes to the limit less what is owed, whatever sales, undoings and stored sales run at once', async () => {
    const act = fc.record({
      process: fc.nat(1),
      first: fc.boolean(),
      kind: fc.constantFrom('online', 'online', 'online', 'stored', 'undo'),
      amount: fc.integer({ min: 1, max: 4_000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 1, maxLength: 40 }),
        fc.bigInt({ min: 1n, max: 20_000n }),
        async (acts, limit) => {
          const [one, other] = [await retailer(limit), await retailer(limit)];
          const sales = acts.map(({ first, kind, amount }) => ({
            retailerId: first ? one : other,
            amountMinor: BigInt(kind === 'undo' ? -amount : amount),
            stored: kind === 'stored',
          }));
          const answers = await Promise.all(sales.map((sale, i) => sell(sale, acts[i]!.process)));
          for (const id of [one, other]) {
            const done = sales.filter(({ retailerId }, i) => retailerId === id && answers[i] === true);
            const owed = done.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
            expect((await credit(id)).owedMinor).toBe(owed);
            // Without stored sales and undoings nothing may be above the limit at any time, so neither at the end.
            const online = done.every(({ stored, amountMinor }) => !stored && amountMinor > 0n);
            if (online) expect(owed).toBeLessThanOrEqual(limit);
            const refused = sales.filter(({ retailerId }, i) => retailerId === id && answers[i] === false);
            // With sales only, what was refused would not have fitted on top of all that was sold.
            if (online) for (const { amountMinor } of refused) expect(owed + amountMinor).toBeGreaterThan(limit);
          }
          expect(await broken()).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  }, 60_000);

  it('is listed where most of it is used, the fullest first', async () => {
    const [low, high, over] = [await retailer(10_000n), await retailer(10_000n), await retailer(10_000n)];
    await sell({ retailerId: low, amountMinor: 7_999n });
    await sell({ retailerId: high, amountMinor: 8_000n });
    await sell({ retailerId: over, amountMinor: 12_000n, stored: true });
    const listed = await creditsAbove(entityTx(sources[0]!.manager), 0.8, 1_000);
    expect(listed.map(({ retailerId }) => retailerId).filter((id) => id >= low)).toEqual([over, high]);
    expect(listed.every(({ usedShare }) => usedShare! >= 0.8)).toBe(true);
    expect(await creditsAbove(entityTx(sources[0]!.manager), 0.8, 1)).toEqual([listed[0]]);
  });
});
