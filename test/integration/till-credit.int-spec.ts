import { ActivationService, type Till } from '#lib/activation';
import { changeCredit, creditOf, UNLIMITED_MINOR } from '#lib/ledger';
import { RetailService } from '#lib/retail';
import { type StockCard, World } from '../support/world.js';

/** Price 30.00 less 8 %. */
const NET_MINOR = 2_760n;

describe('a till of a retailer with a credit limit', () => {
  let world: World;
  let till: Till;
  let sales: ActivationService;

  beforeAll(async () => {
    world = await World.create();
    sales = world.get(ActivationService);
  });
  beforeEach(async () => {
    till = { ...(await world.otherTill()), creditLimited: true };
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(() => world.close());

  const limit = (minor: bigint): Promise<void> =>
    world.transactions.run(async (tx) => {
      const before = await world.get(RetailService).setCreditLimit(tx, till.retailerId, minor);
      await changeCredit(tx, till.retailerId, minor - (before ?? UNLIMITED_MINOR));
    });
  const room = async (): Promise<bigint | null> =>
    (await world.transactions.run((tx) => creditOf(tx, till.retailerId)))!.roomMinor;
  const sell = ({ id }: StockCard, key = `sale-${id}`): Promise<string> =>
    sales.sell({ till, key, cardId: id, amountMinor: 3_000n, currency: 'USD' }).then(
      () => 'sold',
      ({ code }: { code: string }) => code,
    );
  const stock = (count: number): Promise<StockCard[]> => world.stock(count, { storeId: till.storeId });

  it('sells as many cards at once as there is credit for, and tells the others why not', async () => {
    await limit(20n * NET_MINOR + NET_MINOR - 1n);
    const cards = await stock(64);
    const outcomes = await Promise.all(cards.map((card) => sell(card)));
    expect(outcomes.filter((one) => one === 'sold')).toHaveLength(20);
    expect(outcomes.filter((one) => one === 'retailer.limit')).toHaveLength(44);
    expect(await room()).toBe(NET_MINOR - 1n);
    const refused = cards[outcomes.indexOf('retailer.limit')]!;
    expect(await world.stateOf(refused)).toBe('in_store');
    await limit(22n * NET_MINOR);
    expect(await sell(refused)).toBe('sold');
  });

  it('answers a sale again that was made before the credit was used up', async () => {
    await limit(NET_MINOR);
    const [first, second] = await stock(2);
    expect([await sell(first!), await sell(second!), await sell(first!)]).toEqual(['sold', 'retailer.limit', 'sold']);
    expect(await room()).toBe(0n);
  });

  it('gets back what an undone sale took, once', async () => {
    await limit(NET_MINOR);
    const [card, other] = await stock(2);
    expect(await sell(card!, 'lost')).toBe('sold');
    await Promise.all(Array.from({ length: 20 }, () => sales.reverse(till, 'lost')));
    expect(await room()).toBe(NET_MINOR);
    expect(await sell(other!, 'taken-back')).toBe('sold');
    expect(await room()).toBe(0n);
    await Promise.all(Array.from({ length: 20 }, () => sales.void(till, 'taken-back', 'changed their mind')));
    expect(await room()).toBe(NET_MINOR);
  });

  it('keeps its commission of a card taken back where it is not clawed back: more room than before', async () => {
    till = { ...till, clawBack: false };
    await limit(NET_MINOR);
    const [card] = await stock(1);
    await sell(card!, 'kept');
    await sales.void(till, 'kept', 'changed their mind');
    expect(await room()).toBe(NET_MINOR + 240n);
  });

  it('sells and undoes at once in any order, and the credit is what the ledger says', async () => {
    await limit(10n * NET_MINOR);
    const cards = await stock(24);
    const outcomes = await Promise.all(
      cards.flatMap((card, i) => {
        const key = `both-${i}`;
        const undo = sales.reverse(till, key).then(() => 'undone');
        return i % 2 === 0 ? [sell(card, key), undo] : [undo, sell(card, key)];
      }),
    );
    expect(outcomes.filter((one) => one === 'undone')).toHaveLength(24);
    expect(await room()).toBe(10n * NET_MINOR);
  });
});
