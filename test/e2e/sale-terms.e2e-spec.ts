import { Transactions } from '#lib/database';
import { addDays, firstOpenDay } from '#lib/kernel';
import { post, lockCredit, salePostings, spendCredit } from '#lib/ledger';
import { type Answer, type Person, TestApi } from '../support/api.js';

describe('the office sets what sales are made on', () => {
  let api: TestApi;
  let admin: Person;
  let finance: Person;
  let retailerId: string;
  let productId: string;
  /** A day later than it must be: the first one moves on while the suite runs. */
  const open = addDays(firstOpenDay(new Date()), 1);

  beforeAll(async () => {
    api = await TestApi.start();
    admin = await api.person('admin');
    finance = await api.person('finance');
    const retailer = {
      name: 'Corner',
      receiving: 'strict',
      commissionBp: 800,
      creditLimitMinor: 10_000,
      currency: 'EUR',
    };
    retailerId = (await call('POST', 'retailers', retailer)).json.id;
    const product = { name: 'Three months', plan: 'basic', months: 3, amountMinor: 3_000, currency: 'EUR' };
    const shelf = { gtin: '09506000134352', shelfMonths: 24, afterSaleMonths: 60 };
    productId = (await call('POST', 'products', { ...product, ...shelf })).json.id;
  });
  afterAll(() => api.close());

  const call = (
    method: string,
    path: string,
    body?: unknown,
    { token }: Person = admin,
    key?: string,
  ): Promise<Answer> =>
    api.call(method, `/v1/office/${path}`, {
      token,
      ...(body === undefined ? {} : { body }),
      headers: key === undefined ? {} : { 'idempotency-key': key },
    });
  const deeds = (action: string) =>
    api.transactions.read<{ detail: object; subject: string }>(
      'SELECT subject, detail FROM audit WHERE action = $1 ORDER BY id',
      [action],
    );
  /** A sale of the retailer’s as the till’s group posts it. */
  const sell = (netMinor: bigint): Promise<void> =>
    api.app.get(Transactions).run(async (tx) => {
      const want = { retailerId: Number(retailerId), needMinor: netMinor, mayOverdraw: true };
      const hold = (await lockCredit(tx, [want])).get(Number(retailerId))!;
      const facts = {
        source: '0192f0c1-2345-7abc-8def-0123456789ab',
        businessDate: '2027-01-01',
        batchId: 1,
        months: 1,
      };
      const money = { amountMinor: netMinor, commissionMinor: 0n, currency: 'EUR' };
      await post(tx, salePostings({ ...facts, ...money, productId: 1, retailerId: Number(retailerId) }));
      await spendCredit(tx, [{ hold, netMinor }]);
    });

  it('prices, each from a day on, and corrects one that has not begun', async () => {
    const first = await call('POST', `products/${productId}/prices`, { validFrom: open, priceMinor: 3_200 });
    expect(first.status).toBe(201);
    const made = { productId, validFrom: open, priceMinor: 3_200, setBy: `staff:${admin.staffId}` };
    expect(first.json).toEqual({ ...made, setAt: expect.stringMatching(/Z$/) });
    const later = { validFrom: addDays(open, 30), priceMinor: 3_300 };
    await call('POST', `products/${productId}/prices`, later);
    const corrected = await call('POST', `products/${productId}/prices`, { validFrom: open, priceMinor: 3_100 });
    const page = await call('GET', `products/${productId}/prices?limit=1`, undefined, finance);
    expect(page.json.items).toEqual([corrected.json]);
    const rest = await call('GET', `products/${productId}/prices?limit=1&cursor=${page.json.next}`, undefined, finance);
    expect(rest.json).toMatchObject({ items: [later], next: null });
    expect((await deeds('product.price')).map(({ detail }) => detail)).toEqual([
      first.json,
      expect.objectContaining(later),
      corrected.json,
    ]);
  });

  it('commissions, of all products and of one', async () => {
    const path = `retailers/${retailerId}/commission-rates`;
    const all = await call('POST', path, { validFrom: open, commissionBp: 700 });
    const one = await call('POST', path, { productId, validFrom: open, commissionBp: 650 });
    expect([all.status, one.status]).toEqual([201, 201]);
    expect(all.json).toMatchObject({ retailerId, productId: null, validFrom: open, commissionBp: 700 });
    const corrected = await call('POST', path, { validFrom: open, commissionBp: 710 });
    expect(corrected.json.id).toBe(all.json.id);
    expect((await call('GET', path, undefined, finance)).json).toEqual({
      items: [corrected.json, one.json],
      next: null,
    });
    const stranger = await call('POST', path, { productId: '999', validFrom: open, commissionBp: 1 });
    expect(stranger.json.code).toBe('product.not_found');
    const nobody = await call('POST', 'retailers/999/commission-rates', { validFrom: open, commissionBp: 1 });
    expect(nobody.json.code).toBe('retailer.not_found');
  });

  it('taxes and fees of a place, and ends them', async () => {
    const fee = { jurisdiction: 'US-TX', name: '9-1-1 fee', validFrom: open, currency: 'USD' };
    const made = await call('POST', 'tax-rates', { ...fee, rateBp: 200 });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ ...fee, rateBp: 200, flatMinor: 0, id: expect.any(String) });
    const flat = await call('POST', 'tax-rates', { ...fee, jurisdiction: 'US-CT', flatMinor: 68 });
    const ended = await call('POST', 'tax-rates', { ...fee, validFrom: addDays(open, 365) });
    expect(ended.json).toMatchObject({ rateBp: 0, flatMinor: 0 });
    expect((await call('GET', 'tax-rates', undefined, finance)).json.items).toEqual([made.json, flat.json, ended.json]);
    expect((await call('GET', 'tax-rates?jurisdiction=US-CT')).json.items).toEqual([flat.json]);
    expect(await deeds('tax-rate.set')).toHaveLength(3);
  });

  it('the credit limit, and shows what is owed and left', async () => {
    const none = { currency: 'EUR', limitMinor: 10_000, owedMinor: 0, roomMinor: 10_000, usedShare: 0 };
    expect((await call('GET', `retailers/${retailerId}`, undefined, finance)).json).toMatchObject({
      id: retailerId,
      currency: 'EUR',
      sandbox: false,
      credit: none,
    });
    await sell(9_000n);
    const raised = await call(
      'POST',
      `retailers/${retailerId}/credit-limit`,
      { creditLimitMinor: 12_000 },
      admin,
      'l1',
    );
    expect([raised.status, raised.json.credit]).toEqual([
      200,
      { currency: 'EUR', limitMinor: 12_000, owedMinor: 9_000, roomMinor: 3_000, usedShare: 0.75 },
    ]);
    const again = await call('POST', `retailers/${retailerId}/credit-limit`, { creditLimitMinor: 12_000 }, admin, 'l1');
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([raised.text, 'true']);
    const lowered = await call('POST', `retailers/${retailerId}/credit-limit`, { creditLimitMinor: 6_000 });
    expect(lowered.json).toMatchObject({ creditLimitMinor: 6_000, credit: { roomMinor: -3_000, usedShare: 1.5 } });
    const free = await call('POST', `retailers/${retailerId}/credit-limit`, { creditLimitMinor: null });
    const unlimited = { currency: 'EUR', limitMinor: null, owedMinor: 9_000, roomMinor: null, usedShare: null };
    expect(free.json.credit).toEqual(unlimited);
    expect((await deeds('retailer.credit-limit')).map(({ detail }) => detail)).toEqual([
      { beforeMinor: 10_000, afterMinor: 12_000 },
      { beforeMinor: 12_000, afterMinor: 6_000 },
      { beforeMinor: 6_000, afterMinor: null },
    ]);
  });

  it('where a shop’s taxes are, and whom its customers call', async () => {
    const shop = { retailerId, name: 'Elm', zone: 'America/Chicago', jurisdiction: 'US-TX', helpPhone: '+1 555 0100' };
    const made = await call('POST', 'stores', shop);
    expect([made.status, made.json]).toEqual([201, expect.objectContaining(shop)]);
    expect((await call('GET', `stores?retailerId=${retailerId}`)).json.items).toEqual([made.json]);
    const corrected = await call('POST', `stores/${made.json.id}`, { jurisdiction: 'US-CT', helpPhone: '' });
    expect([corrected.status, corrected.json]).toEqual([200, { ...made.json, jurisdiction: 'US-CT', helpPhone: '' }]);
    expect((await call('POST', `stores/${made.json.id}`, {})).json).toEqual(corrected.json);
    expect((await call('GET', `stores?retailerId=${retailerId}`)).json.items).toEqual([corrected.json]);
    expect((await call('POST', 'stores/999', {})).json.code).toBe('store.not_found');
    const deed = { subject: `store:${made.json.id}`, detail: { jurisdiction: 'US-CT', helpPhone: '' } };
    expect((await deeds('store.correct'))[0]).toEqual(deed);
  });

  it.each([
    ['a day that has begun', 'products/ID/prices', { validFrom: addDays(open, -2), priceMinor: 1 }, 'terms.date_past'],
    ['a day long ago', 'products/ID/prices', { validFrom: '1970-01-01', priceMinor: 1 }, 'terms.date_past'],
    ['a product that is not there', 'products/999/prices', { validFrom: open, priceMinor: 1 }, 'product.not_found'],
    ['a retailer that is not there', 'retailers/999/credit-limit', { creditLimitMinor: 1 }, 'retailer.not_found'],
    ['no such retailer’s credit', 'retailers/999/credit-limit', { creditLimitMinor: null }, 'retailer.not_found'],
  ])('refuses %s', async (_, path, body, code) => {
    expect((await call('POST', path.replace('ID', productId), body)).json.code).toBe(code);
    expect((await call('GET', 'retailers/999')).json.code).toBe('retailer.not_found');
  });

  const tax = { jurisdiction: 'US-TX', name: 'Fee', validFrom: open, currency: 'USD' };
  it.each([
    ['a day that there is not', 'products/1/prices', { validFrom: '2027-02-29', priceMinor: 1 }, '/validFrom'],
    ['a day with a time', 'products/1/prices', { validFrom: `${open}T00:00:00Z`, priceMinor: 1 }, '/validFrom'],
    ['nothing to pay', 'products/1/prices', { validFrom: open, priceMinor: 0 }, '/priceMinor'],
    ['a share above all', 'retailers/1/commission-rates', { validFrom: open, commissionBp: 10_001 }, '/commissionBp'],
    ['no limit said', 'retailers/1/credit-limit', {}, '/creditLimitMinor'],
    ['a limit of nothing', 'retailers/1/credit-limit', { creditLimitMinor: 0 }, '/creditLimitMinor'],
    ['a limit as text', 'retailers/1/credit-limit', { creditLimitMinor: '1' }, '/creditLimitMinor'],
    ['two kinds of a tax', 'tax-rates', { ...tax, rateBp: 1, flatMinor: 1 }, '/flatMinor'],
    ['a place in words', 'tax-rates', { ...tax, jurisdiction: 'Texas', rateBp: 1 }, '/jurisdiction'],
    [
      'a place of a shop in words',
      'stores',
      { retailerId: '1', name: 'x', zone: 'UTC', jurisdiction: 'texas' },
      '/jurisdiction',
    ],
    [
      'a currency in small letters',
      'retailers',
      { name: 'x', receiving: 'strict', commissionBp: 1, currency: 'usd' },
      '/currency',
    ],
  ])('refuses %s', async (_, path, body, pointer) => {
    const answer = await call('POST', path, body);
    expect([answer.json.code, answer.json.errors?.[0].pointer]).toEqual(['request.invalid', pointer]);
  });

  it('lets only an admin set them', async () => {
    const asked = [
      [`products/${productId}/prices`, { validFrom: open, priceMinor: 1 }],
      [`retailers/${retailerId}/commission-rates`, { validFrom: open, commissionBp: 1 }],
      [`retailers/${retailerId}/credit-limit`, { creditLimitMinor: 1 }],
      ['tax-rates', { ...tax, rateBp: 1 }],
      ['stores/1', { helpPhone: '1' }],
    ] as const;
    for (const [path, body] of asked) {
      const answer = await call('POST', path, body, finance);
      expect([path, answer.json.code]).toEqual([path, 'role.missing']);
    }
  });
});
