import { ROLES } from '#lib/http';
import { newId } from '#lib/kernel';
import { type Answer, type Person, TestApi } from '../support/api.js';

const TERMS = { receiving: 'strict', commissionBp: 800 };
const TYPES = ['card.blocked', 'sale.exception'];

/** What the office may not tell a retailer's endpoint to be. Deliveries themselves: test/integration/webhooks.int-spec.ts. */
describe('webhook endpoints over HTTP', () => {
  let api: TestApi;
  let admin: Person;
  let retailerId: string;

  beforeAll(async () => {
    api = await TestApi.start();
    admin = await api.person('admin');
    const body = { name: 'Corner Markets', ...TERMS };
    retailerId = (await api.call('POST', '/v1/office/retailers', { token: admin.token, body })).json.id;
  });
  afterAll(() => api.close());

  const post = (path: string, body?: unknown, { token } = admin): Promise<Answer> =>
    api.call('POST', `/v1/office/webhooks${path}`, { token, ...(body === undefined ? {} : { body }) });
  const get = (path: string, { token } = admin): Promise<Answer> =>
    api.call('GET', `/v1/office/webhooks${path}`, { token });
  const add = (fields: object): Promise<Answer> =>
    post('', { retailerId, url: 'https://till.example.com/re-up', types: TYPES, ...fields });
  const endpoints = async () => (await get(`?retailerId=${retailerId}`)).json.items;

  it('listen on the public network over https alone', async () => {
    const refused = [
      'till.example.com',
      'http://till.example.com/',
      'https://till.example.com:8443/',
      'https://name:word@till.example.com/',
      'https://till.example.com/#part',
      'https://till/',
      'https://localhost/',
      'https://127.0.0.1/',
      'https://10.0.0.1/',
      'https://169.254.169.254/',
      'https://100.64.0.1/',
      'https://[::1]/',
      'https://[::ffff:10.0.0.1]/',
      'https://[fd00::1]/',
      'https://2130706433/',
    ];
    for (const url of refused) {
      const { status, json } = await add({ url });
      expect([url, status, json.code]).toEqual([url, 422, 'webhook.url_refused']);
    }
    expect(await endpoints()).toEqual([]);
  });

  it('take no wish that is not whole', async () => {
    const malformed = [
      { url: '' },
      { url: `https://till.example.com/${'x'.repeat(1_000)}` },
      { types: [] },
      { types: ['card.blocked', 'card.blocked'] },
      { types: ['webhook.test'] },
      { types: ['pin.told'] },
      { types: 'card.blocked' },
      { retailerId: 'one' },
      { secret: 'whsec_mine' },
    ];
    for (const fields of malformed) {
      const { status, json } = await add(fields);
      expect([fields, status, json.code]).toEqual([fields, 400, 'request.invalid']);
    }
    expect((await add({ retailerId: '999999' })).json.code).toBe('retailer.not_found');
    expect(await endpoints()).toEqual([]);
  });

  it('are there once an address; their secret is never told again', async () => {
    const made = await add({});
    expect([made.status, made.json.state]).toEqual([201, 'on']);
    expect((await add({ url: 'https://TILL.example.com:443/re-up' })).json.code).toBe('name.taken');
    const listed = await get(`?retailerId=${retailerId}`);
    expect(listed.json.items).toHaveLength(1);
    expect(listed.text).not.toContain('whsec_');
    const [deed] = await api.transactions.run((tx) =>
      tx.rows<{ detail: object }>(`SELECT detail FROM audit WHERE action = 'webhook.create'`),
    );
    expect(JSON.stringify(deed)).not.toContain('whsec_');
  });

  it('are not found under another’s id, nor are their deliveries', async () => {
    const nobody = newId();
    for (const path of ['rotate', 'off', 'on', 'test', `deliveries/${newId()}/replay`]) {
      const unknown = await post(`/${nobody}/${path}`);
      expect([path, unknown.status, unknown.json.code]).toEqual([path, 404, 'webhook.not_found']);
      const malformed = await post(`/1/${path}`);
      expect([path, malformed.json.code]).toEqual([path, 'request.invalid']);
    }
    const [one] = await endpoints();
    expect((await post(`/${one.id}/deliveries/${newId()}/replay`)).json.code).toBe('delivery.not_found');
    for (const query of ['state=lost', 'limit=0', 'cursor=AAAA']) {
      expect([query, (await get(`/${one.id}/deliveries?${query}`)).status]).toEqual([query, 400]);
    }
  });

  it('send nothing while they are off', async () => {
    const [one] = await endpoints();
    expect((await post(`/${one.id}/off`)).json.state).toBe('off');
    expect((await post(`/${one.id}/off`)).json.state).toBe('off');
    expect((await post(`/${one.id}/test`)).json.code).toBe('webhook.wrong_state');
    expect((await post(`/${one.id}/deliveries/${newId()}/replay`)).json.code).toBe('webhook.wrong_state');
    expect((await get(`/${one.id}/deliveries`)).json.items).toEqual([]);
  });

  it('are an admin’s alone', async () => {
    const [one] = await endpoints();
    const others = await api.person(...ROLES.filter((role) => role !== 'admin'));
    const calls = [
      () => get(`?retailerId=${retailerId}`, others),
      () => get(`/${one.id}/deliveries`, others),
      () => post('', { retailerId, url: 'https://other.example.com/', types: TYPES }, others),
      ...['rotate', 'off', 'on', 'test'].map((path) => () => post(`/${one.id}/${path}`, undefined, others)),
    ];
    for (const call of calls) expect((await call()).json.code).toBe('role.missing');
    expect(await endpoints()).toEqual([one]);
  });
});
