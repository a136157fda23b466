import { ActivationService } from '#lib/activation';
import { type CardRange, batchOfCard } from '#lib/cards';
import { BlockService, ConsignmentService, ReturnService, StockService } from '#lib/inventory';
import { hire } from '../support/staff.js';
import { type StockCard, World } from '../support/world.js';

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    ({ code }: { code: string }) => code,
  );
const between = (cards: readonly StockCard[], first = 0, last = cards.length - 1): CardRange => ({
  firstCard: cards[first]!.id,
  lastCard: cards[last]!.id,
});

describe('stock', () => {
  let world: World;
  let stock: StockService;
  let boxes: ConsignmentService;
  let staffId: string;
  let storeId: number;

  beforeAll(async () => {
    world = await World.create();
    stock = world.get(StockService);
    boxes = world.get(ConsignmentService);
    staffId = await hire(world, 'stock');
    storeId = world.till.storeId;
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(() => world.close());

  const productOf = async (cards: readonly StockCard[]): Promise<number> => {
    const [batch] = await world.rows<{ product_id: number }>('SELECT product_id FROM batch WHERE id = $1', [
      batchOfCard(cards[0]!.id),
    ]);
    return batch!.product_id;
  };
  const ship = async (range: CardRange, to = storeId): Promise<string> =>
    (await boxes.ship({ storeId: to, ...range }, { staffId })).consignmentId;
  const deliver = async (range: CardRange, to = storeId): Promise<string> => {
    const id = await ship(range, to);
    await boxes.receive(id, { first: range.firstCard, last: range.lastCard, missing: [] }, staffId);
    return id;
  };
  const giveBack = (range: CardRange) =>
    world.get(ReturnService).giveBack({ storeId, reason: 'too many', ...range }, { staffId });
  const sell = (card: StockCard, key: string) =>
    world.get(ActivationService).sell({ till: world.till, key, cardId: card.id, amountMinor: 3_000n, currency: 'USD' });
  const lineOf = async (productId: number, store = storeId) => (await stock.list({ storeId: store, productId }, 10))[0];
  const cameDaysAgo = (consignmentId: string, days: number) =>
    world.rows(`UPDATE consignment SET received_at = now() - $2 * interval '1 day' WHERE id = $1`, [
      consignmentId,
      days,
    ]);

  it('of a store and product is what hangs, what is on its way, what was sold and how old it is', async () => {
    const cards = await world.stock(100, { at: 'printed' });
    const productId = await productOf(cards);
    await cameDaysAgo(await deliver(between(cards, 0, 9)), 40);
    await cameDaysAgo(await deliver(between(cards, 10, 29)), 3);
    await ship(between(cards, 30, 49));
    await sell(cards[0]!, 'stock-0');
    await sell(cards[1]!, 'stock-1');
    await sell(cards[2]!, 'stock-2');
    await world.get(ActivationService).void(world.till, 'stock-2', 'changed their mind');
    await world.get(BlockService).block({ ...between(cards, 10, 13), reason: 'stolen' }, { staffId });

    expect(await lineOf(productId)).toMatchObject({
      storeId,
      productId,
      onTheWay: 20,
      inStore: 23,
      sold: 2,
      coverDays: 80.5,
      oldestDays: 40,
      reorderPoint: null,
      reorder: false,
    });
    for (const i of [3, 4, 5, 6, 7, 8, 9]) await sell(cards[i]!, `stock-${i}`);
    expect(await lineOf(productId)).toMatchObject({ inStore: 16, sold: 9, oldestDays: 3, coverDays: 12.4 });
  });

  it('counts a card once that went, came back and went again, to whichever store', async () => {
    const cards = await world.stock(10, { at: 'printed' });
    const productId = await productOf(cards);
    const other = await world.otherTill();
    await deliver(between(cards, 0, 9));
    await giveBack(between(cards, 2, 7));
    expect(await lineOf(productId)).toMatchObject({ inStore: 4, onTheWay: 0 });
    await deliver(between(cards, 2, 4));
    await ship(between(cards, 5, 6), other.storeId);
    expect(await lineOf(productId)).toMatchObject({ inStore: 7, onTheWay: 0 });
    expect(await lineOf(productId, other.storeId)).toMatchObject({ inStore: 0, onTheWay: 2 });
    const [batch] = await stock.warehouse(productId, 10);
    expect(batch).toMatchObject({ cards: 10, inWarehouse: 1, sent: 9, spoiled: 0, blocked: 0 });
  });

  it('at its re-order point or below it asks for more; what is on its way counts', async () => {
    const cards = await world.stock(10, { at: 'printed' });
    const productId = await productOf(cards);
    const place = { storeId, productId };
    await stock.setReorderPoint(place, 4, staffId);
    expect(await lineOf(productId)).toMatchObject({ inStore: 0, onTheWay: 0, reorderPoint: 4, reorder: true });
    await deliver(between(cards, 0, 2));
    await ship(between(cards, 3, 4));
    expect(await lineOf(productId)).toMatchObject({ inStore: 3, onTheWay: 2, reorder: false });
    await sell(cards[0]!, 'reorder-0');
    expect(await lineOf(productId)).toMatchObject({ inStore: 2, onTheWay: 2, reorder: true });
    await stock.setReorderPoint(place, 3, staffId);
    expect(await lineOf(productId)).toMatchObject({ reorderPoint: 3, reorder: false });
    const deeds = await world.rows(`SELECT detail FROM audit WHERE action = 'stock.reorder_point' ORDER BY id`);
    expect(deeds).toEqual([4, 3].map((count) => ({ detail: { product: productId, cards: count } })));
    expect(await codeOf(stock.setReorderPoint({ storeId: 999_999, productId }, 1, staffId))).toBe('store.not_found');
    expect(await codeOf(stock.setReorderPoint({ storeId, productId: 999_999 }, 1, staffId))).toBe('product.not_found');
  });

  it('counted otherwise than the books say is an exception; counted the same is none', async () => {
    const cards = await world.stock(6);
    const productId = await productOf(cards);
    const differences = () =>
      world.rows(
        `SELECT store_id AS store, detail FROM exception WHERE code = 'COUNT_DIFF' AND detail ->> 'product' = $1`,
        [String(productId)],
      );
    const count = (counted: number, key?: string) =>
      stock.count({ storeId, productId, counted }, { staffId, ...(key === undefined ? {} : { key }) });
    expect((await count(6)).answer).toMatchObject({ expected: 6, counted: 6, difference: 0 });
    expect(await differences()).toEqual([]);
    const short = await count(4, 'count-1');
    expect(short.answer).toMatchObject({ expected: 6, counted: 4, difference: -2 });
    expect(await count(4, 'count-1')).toEqual({ ...short, replayed: true });
    expect(await codeOf(count(5, 'count-1'))).toBe('request.key_reused');
    const detail = { count: short.answer.id, product: productId, expected: 6, counted: 4 };
    expect(await differences()).toEqual([{ store: storeId, detail }]);
    expect(await codeOf(stock.count({ storeId: 999_999, productId, counted: 0 }, { staffId }))).toBe('store.not_found');
    expect(
      await world.rows('SELECT expected, counted FROM stock_count WHERE product_id = $1 ORDER BY id', [productId]),
    ).toEqual([
      { expected: 6, counted: 6 },
      { expected: 6, counted: 4 },
    ]);
  });

  it('is listed page by page, every pair once', async () => {
    const all = await stock.list({}, 200);
    const pairs = all.map(({ storeId: store, productId }) => [store, productId]);
    expect(pairs.length).toBeGreaterThan(4);
    const paged: number[][] = [];
    for (let page = await stock.list({}, 2); page.length > 0; page = await stock.list({}, 2, page.at(-1)))
      paged.push(...page.map(({ storeId: store, productId }) => [store, productId]));
    expect(paged).toEqual(pairs);
    expect(paged).toEqual([...paged].sort(([a, b], [c, d]) => a! - c! || b! - d!));

    const batches = (await stock.warehouse(undefined, 200)).map(({ batchId }) => batchId);
    const [newest, next] = batches;
    expect((await stock.warehouse(undefined, 1)).map(({ batchId }) => batchId)).toEqual([newest]);
    expect((await stock.warehouse(undefined, 1, newest)).map(({ batchId }) => batchId)).toEqual([next]);
  });

  it('in the warehouse is counted as the cards say, whatever was spoiled or blocked there', async () => {
    const cards = await world.stock(30, { at: 'printed' });
    const productId = await productOf(cards);
    const blocks = world.get(BlockService);
    const approver = await hire(world, 'approver');
    await blocks.block({ ...between(cards, 3, 5), reason: 'damaged' }, { staffId });
    await deliver(between(cards, 10, 19));
    await blocks.block({ ...between(cards, 12, 13), reason: 'lost' }, { staffId });
    await blocks.block({ ...between(cards, 20, 24), reason: 'damaged' }, { staffId });
    await blocks.askUnblock(between(cards, 11, 22), 'found', staffId);
    await blocks.decideUnblock({ ...between(cards, 11, 22), staffId: approver, decision: 'approved' });
    await giveBack(between(cards, 12, 15));
    const [line] = await stock.warehouse(productId, 1);
    expect(line).toMatchObject({ inWarehouse: 19, sent: 6, spoiled: 0, blocked: 5 });
    const [told] = await world.rows(
      `SELECT count(*)::int AS n FROM card WHERE id BETWEEN $1 AND $2 AND state = 'printed'`,
      [String(cards[0]!.id), String(cards[29]!.id)],
    );
    expect(told).toEqual({ n: 19 });
  });

  it('of boxes sold out a week ago is not counted again', async () => {
    const cards = await world.stock(3, { at: 'printed' });
    const productId = await productOf(cards);
    const box = await deliver(between(cards, 0, 1));
    const open = await deliver(between(cards, 2, 2));
    await sell(cards[0]!, 'cleared-0');
    await sell(cards[1]!, 'cleared-1');
    const cleared = async () =>
      (await world.rows<{ id: string }>('SELECT id FROM consignment WHERE cleared_at IS NOT NULL')).map(({ id }) => id);
    await stock.clearSoldOut();
    expect(await cleared()).toEqual([]);
    const inEightDays = Date.now() + 8 * 86_400_000;
    await stock.clearSoldOut(undefined, inEightDays);
    expect(await cleared()).toContain(box);
    expect(await cleared()).not.toContain(open);
    expect(await lineOf(productId)).toMatchObject({ inStore: 1, oldestDays: 0 });
    await sell(cards[2]!, 'cleared-2');
    await stock.clearSoldOut(undefined, inEightDays);
    expect(await cleared()).toEqual(expect.arrayContaining([box, open]));
    expect(await lineOf(productId)).toMatchObject({ inStore: 0, oldestDays: null });
  });
});
