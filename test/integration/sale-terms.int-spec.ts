import { ProductPrices } from '#lib/cards';
import { addDays, businessDate, firstOpenDay } from '#lib/kernel';
import { RetailService, SaleTerms } from '#lib/retail';
import { World } from '../support/world.js';

const BY = 'staff:00000000-0000-7000-8000-000000000000';

describe('the terms of a sale', () => {
  let world: World;
  let prices: ProductPrices;
  let terms: SaleTerms;
  let productId: number;
  let otherProduct: number;
  let open: string;
  const today = businessDate(new Date(), 'America/New_York', 0);

  beforeAll(async () => {
    world = await World.create();
    prices = world.get(ProductPrices);
    terms = world.get(SaleTerms);
    await world.stock(1);
    await world.stock(1);
    const rows = await world.rows<{ id: number }>('SELECT id FROM product ORDER BY id');
    [productId, otherProduct] = rows.map(({ id }) => id) as [number, number];
    open = addDays(firstOpenDay(new Date()), 1); // the first one moves on while the suite runs
  });
  afterAll(() => world.close());

  /** Rows of days that have begun, as they were set before those days. */
  const past = (table: string, row: Record<string, unknown>) =>
    world.transactions.run((tx) =>
      tx.rows(
        `INSERT INTO ${table} (${Object.keys(row).join(', ')}, set_by) VALUES (${Object.keys(row)
          .map((_, i) => `$${i + 1}`)
          .join(', ')}, 'system')`,
        Object.values(row),
      ),
    );
  const of = async (product: number, day: string, storeId = world.till.storeId) =>
    terms.of({ retailerId: world.till.retailerId, storeId, productId: product, day });

  it('are the newest price that has begun on the day, and before all of them none', async () => {
    await past('product_price', { product_id: productId, valid_from: addDays(today, -30), price_minor: 3_100 });
    await past('product_price', { product_id: productId, valid_from: addDays(today, -10), price_minor: 3_200 });
    expect(await prices.priceOf(productId, addDays(today, -31))).toBeUndefined();
    expect(await prices.priceOf(productId, addDays(today, -30))).toBe(3_100n);
    expect(await prices.priceOf(productId, addDays(today, -11))).toBe(3_100n);
    expect(await prices.priceOf(productId, addDays(today, -10))).toBe(3_200n);
    expect(await prices.priceOf(productId, today)).toBe(3_200n);
    expect(await prices.priceOf(otherProduct, today)).toBeUndefined();
  });

  it('are seen on the day they begin, also after days before it were asked for', async () => {
    const day = addDays(open, 2);
    expect(await prices.priceOf(productId, day)).toBe(3_200n);
    await world.transactions.run((tx) => prices.set(tx, { productId, validFrom: day, priceMinor: 3_300n, setBy: BY }));
    expect(await prices.priceOf(productId, day)).toBe(3_300n);
    expect(await prices.priceOf(productId, addDays(day, -1))).toBe(3_200n);
    await world.transactions.run((tx) => prices.set(tx, { productId, validFrom: day, priceMinor: 3_400n, setBy: BY }));
    expect(await prices.priceOf(productId, day)).toBe(3_400n);
    expect(await prices.priceOf(productId, today)).toBe(3_200n);
  });

  it('of a day that has begun anywhere are refused', async () => {
    const tooSoon = { validFrom: addDays(open, -2), setBy: BY };
    const { retailerId } = world.till;
    const tax = { jurisdiction: 'US-TX', name: 'Fee', rateBp: 1, flatMinor: 0n, currency: 'USD' };
    for (const set of [
      () => world.transactions.run((tx) => prices.set(tx, { ...tooSoon, productId, priceMinor: 1n })),
      () =>
        world.transactions.run((tx) =>
          terms.setCommission(tx, { ...tooSoon, retailerId, productId: null, commissionBp: 1 }),
        ),
      () => world.transactions.run((tx) => terms.setTax(tx, { ...tooSoon, ...tax })),
    ]) {
      await expect(set()).rejects.toMatchObject({
        code: 'terms.date_past',
        message: expect.stringMatching(/\d{4}-\d{2}-\d{2}/),
      });
    }
    expect(await world.rows('SELECT 1 FROM commission_rate UNION ALL SELECT 1 FROM tax_rate')).toEqual([]);
  });

  it('are the product’s own commission, else the retailer’s dated one, else the one it began with', async () => {
    const { retailerId } = world.till;
    await past('commission_rate', { retailer_id: retailerId, valid_from: addDays(today, -20), commission_bp: 700 });
    await past('commission_rate', {
      retailer_id: retailerId,
      product_id: productId,
      valid_from: addDays(today, -15),
      commission_bp: 550,
    });
    await past('commission_rate', { retailer_id: retailerId, valid_from: addDays(today, -10), commission_bp: 600 });
    const on = async (product: number, ago: number) => (await of(product, addDays(today, -ago))).commissionBp;
    expect([await on(productId, 21), await on(productId, 20)]).toEqual([800, 700]);
    expect([await on(productId, 15), await on(productId, 1)]).toEqual([550, 550]);
    expect([await on(otherProduct, 15), await on(otherProduct, 10)]).toEqual([700, 600]);
    const other = await world.otherTill();
    expect(await terms.of({ ...other, productId, day: today })).toEqual({ commissionBp: 800, taxes: [] });
  });

  it('are the taxes of the store’s place, by name, until they end', async () => {
    const { retailerId } = world.till;
    const store = await world.transactions.run((tx) =>
      world.get(RetailService).createStore(tx, {
        retailerId,
        name: 'Austin',
        address: '',
        zone: 'America/Chicago',
        jurisdiction: 'US-TX',
      }),
    );
    const tax = { jurisdiction: 'US-TX', currency: 'USD' };
    await past('tax_rate', { ...tax, name: 'Fee', valid_from: addDays(today, -20), rate_bp: 200 });
    await past('tax_rate', { ...tax, name: 'Fee', valid_from: addDays(today, -10), rate_bp: 250 });
    await past('tax_rate', { ...tax, name: 'Duty', valid_from: addDays(today, -20), flat_minor: 51 });
    await past('tax_rate', { ...tax, name: 'Duty', valid_from: addDays(today, -5) });
    await past('tax_rate', {
      ...tax,
      jurisdiction: 'US',
      name: 'Federal',
      valid_from: addDays(today, -20),
      rate_bp: 1,
    });
    const on = async (ago: number) => (await of(productId, addDays(today, -ago), store.id)).taxes;
    const [fee, duty] = [
      { name: 'Fee', rateBp: 200, flatMinor: 0n, currency: 'USD' },
      { name: 'Duty', rateBp: 0, flatMinor: 51n, currency: 'USD' },
    ];
    expect(await on(21)).toEqual([]);
    expect(await on(11)).toEqual([duty, fee]);
    expect(await on(10)).toEqual([duty, { ...fee, rateBp: 250 }]);
    expect(await on(5)).toEqual([{ ...fee, rateBp: 250 }]);
    expect((await of(productId, today)).taxes).toEqual([]);
    await world.transactions.run((tx) => world.get(RetailService).correctStore(tx, store.id, { jurisdiction: 'US' }));
    expect((await on(10))[0]).toMatchObject({ name: 'Duty' });
    terms.forgetStore(store.id);
    expect((await on(10)).map(({ name }) => name)).toEqual(['Federal']);
  });

  it('are asked for once a day and kept: the table is not read again', async () => {
    const fresh = addDays(today, -3);
    const first = await of(productId, fresh);
    const price = await prices.priceOf(productId, fresh);
    await world.transactions.run(async (tx) => {
      // What a sale waits for would wait here.
      await tx.rows('LOCK TABLE product_price, commission_rate, tax_rate IN ACCESS EXCLUSIVE MODE');
      expect([await of(productId, fresh), await prices.priceOf(productId, fresh)]).toEqual([first, price]);
    });
  });

  it.each(['product_price', 'commission_rate', 'tax_rate'])('of days that have begun stay in %s', async (table) => {
    const write = (sql: string) => world.transactions.run((tx) => tx.rows(sql, [today]));
    const begun = `FROM ${table} WHERE valid_from <= $1`;
    expect(await world.rows(`SELECT 1 ${begun}`, [today])).not.toEqual([]);
    await expect(write(`UPDATE ${table} SET set_by = 'x' WHERE valid_from <= $1`)).rejects.toThrow(/has begun/);
    await expect(write(`DELETE ${begun}`)).rejects.toThrow(/permission denied/);
  });
});
