import { generateKeyPairSync } from 'node:crypto';
import { type Answer, type Person, TestApi } from '../support/api.js';

const PRODUCT = {
  name: 'Three months',
  plan: 'basic',
  months: 3,
  amountMinor: 3_000,
  currency: 'USD',
  gtin: '09506000134352',
  shelfMonths: 24,
  afterSaleMonths: 60,
};

describe('the office', () => {
  let api: TestApi;
  let admin: Person;
  let support: Person;

  beforeAll(async () => {
    api = await TestApi.start();
    admin = await api.person('admin');
    support = await api.person('support');
  });
  afterAll(() => api.close());

  const post = (path: string, body: unknown, key?: string, { token }: Person = admin): Promise<Answer> =>
    api.call('POST', `/v1/office/${path}`, {
      token,
      body,
      headers: key === undefined ? {} : { 'idempotency-key': key },
    });
  const get = (path: string, { token }: Person = admin): Promise<Answer> =>
    api.call('GET', `/v1/office/${path}`, { token });
  const pointers = ({ json }: Answer): string[] => json.errors.map(({ pointer }: { pointer: string }) => pointer);
  const count = async (table: string): Promise<number> => {
    const [row] = await api.transactions.read<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    return row!.n;
  };

  it('makes a product, shows it, and writes down who made it', async () => {
    const made = await post('products', PRODUCT);
    expect(made.status).toBe(201);
    expect(made.json).toEqual({
      ...PRODUCT,
      id: expect.stringMatching(/^\d+$/),
      createdAt: expect.stringMatching(/Z$/),
    });
    expect((await get(`products/${made.json.id}`, support)).json).toEqual(made.json);
    const deeds = await api.transactions.read('SELECT actor, subject, detail FROM audit WHERE action = $1', [
      'product.create',
    ]);
    expect(deeds).toEqual([{ actor: `staff:${admin.staffId}`, subject: `product:${made.json.id}`, detail: made.json }]);
  });

  it('refuses a second of its name, and leaves no trace of the try', async () => {
    const before = await count('audit');
    const again = await post('products', { ...PRODUCT, gtin: '00012345678905' });
    expect([again.status, again.json.code]).toEqual([422, 'name.taken']);
    expect(await count('audit')).toBe(before);
  });

  it.each([
    ['an unknown field', { discount: 1 }, '/discount'],
    ['a number as text', { amountMinor: '3000' }, '/amountMinor'],
    ['a fraction', { amountMinor: 30.5 }, '/amountMinor'],
    ['nothing to pay', { amountMinor: 0 }, '/amountMinor'],
    ['a price that no number holds', { amountMinor: 1e300 }, '/amountMinor'],
    ['too many months', { months: 37 }, '/months'],
    ['a currency in small letters', { currency: 'usd' }, '/currency'],
    ['a GTIN too short', { gtin: '9506000134352' }, '/gtin'],
    ['a name too long', { name: 'x'.repeat(81) }, '/name'],
    ['a name of a hundred kilobytes less', { name: 'x'.repeat(60_000) }, '/name'],
    ['a name with a line end', { name: 'a\nb' }, '/name'],
    ['a name that turns the text round', { name: 'a\u202eb' }, '/name'],
    ['a list for a text', { plan: ['basic'] }, '/plan'],
    ['null', { plan: null }, '/plan'],
  ])('refuses %s', async (_, wrong, pointer) => {
    const answer = await post('products', { ...PRODUCT, name: 'Another', ...wrong });
    expect([answer.status, answer.json.code]).toEqual([400, 'request.invalid']);
    expect(pointers(answer)).toEqual([pointer]);
  });

  it('refuses a GTIN whose check digit is wrong', async () => {
    const answer = await post('products', { ...PRODUCT, name: 'Another', gtin: '09506000134353' });
    expect(answer.json.code).toBe('request.invalid');
  });

  it('lets only an admin make things', async () => {
    const answer = await post('products', { ...PRODUCT, name: 'Another' }, undefined, support);
    expect([answer.status, answer.json.code]).toEqual([403, 'role.missing']);
  });

  it('makes retailers, stores and terminals, with ids as texts', async () => {
    const retailer = await post('retailers', {
      name: 'Corner',
      receiving: 'strict',
      commissionBp: 800,
      creditLimitMinor: 500_000,
    });
    expect(retailer.status).toBe(201);
    expect(retailer.json).toMatchObject({
      clawBack: true,
      cutOffMinutes: 0,
      creditLimitMinor: 500_000,
      sellsInBursts: false,
    });
    const store = await post('stores', { retailerId: retailer.json.id, name: 'Elm', zone: 'America/New_York' });
    expect(store.json).toMatchObject({ retailerId: retailer.json.id, address: '', zone: 'America/New_York' });
    const { publicKey } = generateKeyPairSync('ed25519');
    const body = {
      storeId: store.json.id,
      name: 'Till 1',
      publicKey: publicKey.export({ format: 'jwk' }),
      keyId: 'corner-1',
    };
    const terminal = await post('terminals', body);
    expect(terminal.status).toBe(201);
    expect(terminal.json).toMatchObject({ storeId: store.json.id, keys: [{ keyId: 'corner-1', revokedAt: null }] });
    expect((await get(`terminals?storeId=${store.json.id}`, support)).json.items).toEqual([terminal.json]);
    expect((await get(`stores?retailerId=${retailer.json.id}`, support)).json).toEqual({
      items: [store.json],
      next: null,
    });

    const taken = await post('terminals', { ...body, name: 'Till 2' });
    expect([taken.status, taken.json.detail]).toEqual([422, 'The key id is taken.']);
    expect((await get(`terminals?storeId=${store.json.id}`)).json.items).toHaveLength(1);
  });

  it.each([
    ['a number for an id', 'stores', { retailerId: 1, name: 'x', zone: 'UTC' }, '/retailerId'],
    ['an id beyond all', 'stores', { retailerId: '9999999999', name: 'x', zone: 'UTC' }, '/retailerId'],
    ['a key of the wrong shape', 'terminals', { storeId: '1', name: 'x', publicKey: 7 }, '/publicKey'],
    ['a key too long', 'terminals', { storeId: '1', name: 'x', publicKey: 'x'.repeat(2_001) }, '/publicKey'],
    ['another policy', 'retailers', { name: 'x', receiving: 'maybe', commissionBp: 1 }, '/receiving'],
    ['a share above all', 'retailers', { name: 'x', receiving: 'strict', commissionBp: 10_001 }, '/commissionBp'],
  ])('refuses %s', async (_, path, body, pointer) => {
    const answer = await post(path, body);
    expect([answer.json.code, ...pointers(answer)]).toEqual(['request.invalid', pointer]);
  });

  it('refuses what is not there, no zone and no public key', async () => {
    expect((await post('stores', { retailerId: '999', name: 'x', zone: 'UTC' })).json.code).toBe('retailer.not_found');
    const publicKey = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    expect((await post('terminals', { storeId: '999', name: 'x', publicKey })).json.code).toBe('store.not_found');
    expect((await post('terminals/999/keys', { publicKey })).json.code).toBe('terminal.not_found');
    expect((await get('products/999')).json.code).toBe('product.not_found');
    expect((await get('products/abc')).json.code).toBe('request.invalid');
    expect((await post('stores', { retailerId: '1', name: 'x', zone: 'Mars/Olympus' })).json.code).toBe(
      'request.invalid',
    );
    const secret = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    const refused = await post('terminals', { storeId: '1', name: 'x', publicKey: secret });
    expect(refused.json).toMatchObject({ code: 'request.invalid', detail: expect.stringMatching(/private/) });
  });

  describe('repeated under one key', () => {
    const retailer = (name: string) => ({ name, receiving: 'lenient', commissionBp: 500 });

    it('answers the same to the byte, once', async () => {
      const first = await post('retailers', retailer('Once'), 'key-once');
      const again = await post('retailers', retailer('Once'), '"key-once"');
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.text).toBe(first.text);
      expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([
        undefined,
        'true',
      ]);
    });

    it('with its fields in another order is the same', async () => {
      const { name, receiving, commissionBp } = retailer('Order');
      const first = await post('retailers', { name, receiving, commissionBp }, 'key-order');
      const again = await post('retailers', { commissionBp, receiving, name }, 'key-order');
      expect(again.text).toBe(first.text);
    });

    it('but asking for something else is refused', async () => {
      await post('retailers', retailer('This'), 'key-other');
      const other = await post('retailers', retailer('That'), 'key-other');
      expect([other.status, other.json.code]).toEqual([422, 'request.key_reused']);
      const elsewhere = await post('products', { ...PRODUCT, name: 'That', gtin: '00036000291452' }, 'key-other');
      expect(elsewhere.json.code).toBe('request.key_reused');
    });

    it('is another person’s own', async () => {
      const other = await api.person('admin');
      await post('retailers', retailer('Mine'), 'key-mine');
      const theirs = await post('retailers', retailer('Theirs'), 'key-mine', other);
      expect([theirs.status, theirs.headers['idempotency-replayed']]).toEqual([201, undefined]);
    });

    it('fifty times at once has one effect and fifty equal answers', async () => {
      const before = await count('retailer');
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => post('retailers', retailer('Fifty'), 'key-fifty')),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
      expect(await count('retailer')).toBe(before + 1);
    });

    it('is decided anew when it was refused', async () => {
      const body = { retailerId: '1', name: 'Later', zone: 'Nowhere/Yet' };
      expect((await post('stores', body, 'key-anew')).status).toBe(400);
      expect((await post('stores', { ...body, zone: 'UTC' }, 'key-anew')).status).toBe(201);
    });

    it.each(['', '""', 'a b', 'k'.repeat(65)])('is refused as %j', async (key) => {
      const answer = await post('retailers', retailer('Wrong key'), key);
      expect(answer.json.code).toBe('request.invalid');
    });
  });

  describe('lists', () => {
    it('come in pages that hold everything once', async () => {
      const seen: string[] = [];
      for (let cursor: string | null = '', pages = 0; cursor !== null; pages++) {
        const page: Answer = await get(`retailers?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
        expect(page.json.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.json.items.map(({ id }: { id: string }) => id));
        cursor = page.json.next;
        expect(pages).toBeLessThan(20);
      }
      expect(seen).toHaveLength(await count('retailer'));
      expect(new Set(seen).size).toBe(seen.length);
    });

    it.each([
      'limit=0',
      'limit=201',
      'limit=x',
      'limit=1.5',
      'cursor=!',
      'cursor=AAAA',
      'cursor=LTE',
      'order=name',
      'limit=1&limit=2',
    ])('refuse ?%s', async (query) => {
      const answer = await get(`retailers?${query}`);
      expect([answer.status, answer.json.code]).toEqual([400, 'request.invalid']);
    });
  });
});
