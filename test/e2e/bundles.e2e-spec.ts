import { createHash } from 'node:crypto';
import { type HouseSecrets, makeHouseSecrets } from '#lib/card-stock';
import { type Person, TestApi } from '../support/api.js';

const HOUSES = '/v1/office/print-houses';

/** What the office refuses about print houses and bundles, over real HTTP. */
describe('print houses over HTTP', () => {
  let api: TestApi;
  let manager: Person;
  let house: string;
  let keys: HouseSecrets;

  beforeAll(async () => {
    api = await TestApi.start();
    manager = await api.person('batch-manager');
    keys = await makeHouseSecrets();
    const made = await post(HOUSES, { name: 'Keystone', contact: 'By phone.' });
    expect(made).toMatchObject({ status: 201, json: { name: 'Keystone', createdBy: manager.staffId, keys: [] } });
    house = made.json.id as string;
  });
  afterAll(() => api.close());

  const post = (path: string, body?: unknown, { token }: { token: string } = manager) =>
    api.call('POST', path, { token, ...(body === undefined ? {} : { body }) });
  const get = (path: string, { token }: { token: string } = manager) => api.call('GET', path, { token });

  it('takes names once, and lists houses with their keys', async () => {
    expect(await post(HOUSES, { name: 'Keystone', contact: 'x' })).toMatchObject({
      status: 422,
      json: { code: 'name.taken' },
    });
    expect(await post(HOUSES, { name: 'K' })).toMatchObject({ status: 400, json: { code: 'request.invalid' } });
    expect(await post(HOUSES, { name: 'K', contact: 'x', more: 1 })).toMatchObject({ status: 400 });
    expect((await get(`${HOUSES}?limit=1`)).json).toMatchObject({ items: [{ id: house }], next: null });
    expect(await get(`${HOUSES}/99999`)).toMatchObject({ status: 404, json: { code: 'print_house.not_found' } });
    const clerk = await api.person('stock');
    expect(await get(HOUSES, clerk)).toMatchObject({ status: 403, json: { code: 'role.missing' } });
    expect(await post(HOUSES, { name: 'N', contact: 'x' }, await api.person('approver'))).toMatchObject({
      status: 403,
    });
  });

  it('refuses a secret key, and keeps and repeats nothing of it', async () => {
    const secret = keys.identity;
    const body = { recipient: secret, signingKey: keys.public.signingKey };
    const headers = { 'idempotency-key': 'secret-1' };
    const answer = await api.call('POST', `${HOUSES}/${house}/keys`, { token: manager.token, body, headers });
    expect(answer).toMatchObject({ status: 422, json: { code: 'house_key.invalid' } });
    expect(answer.text).not.toContain(secret.slice(16, 40));
    const pem = await post(`${HOUSES}/${house}/keys`, {
      ...keys.public,
      recipient: keys.public.recipient,
      signingKey: keys.signingPem,
      fingerprint: undefined,
    });
    expect(pem).toMatchObject({ status: 422, json: { code: 'house_key.invalid' } });
    for (const table of ['house_key', 'office_key', 'audit', 'approval']) {
      const rows = await api.transactions.read(`SELECT row_to_json(t) AS row FROM ${table} t`);
      expect(JSON.stringify(rows)).not.toContain(secret);
      if (table === 'house_key' || table === 'office_key') expect(rows).toEqual([]);
    }
  });

  it('confirms a key by two approvers through the approvals, and shows what they compare', async () => {
    const { recipient, signingKey, fingerprint } = keys.public;
    const added = await post(`${HOUSES}/${house}/keys`, { recipient, signingKey });
    expect(added).toMatchObject({ status: 201, json: { houseId: house, recipient, fingerprint, state: 'waiting' } });
    const [one, two] = [await api.person('approver'), await api.person('approver')];
    const waiting = await get('/v1/office/approvals?waiting=mine', one);
    const asked = waiting.json.items.find((item: { kind: string }) => item.kind === 'house_key');
    expect(asked).toMatchObject({
      subject: `house_key:${added.json.id}`,
      votesNeeded: 2,
      detail: { fingerprint, house: 'Keystone' },
    });
    const vote = (person: Person) => post(`/v1/office/approvals/${asked.id}/approve`, undefined, person);
    expect((await vote(one)).status).toBe(200);
    expect((await vote(one)).json).toMatchObject({ code: 'approval.same_person' });
    expect((await get(`${HOUSES}/${house}`)).json.keys).toMatchObject([{ state: 'waiting' }]);
    expect((await vote(two)).status).toBe(200);
    expect((await get(`${HOUSES}/${house}`)).json.keys).toMatchObject([{ state: 'confirmed' }]);
    expect((await vote(two)).json).toMatchObject({ code: 'approval.decided' });
    const retire = `${HOUSES}/${house}/keys/${added.json.id}/retire`;
    expect(await post(retire)).toMatchObject({ status: 200, json: { state: 'retired' } });
    expect(await post(retire)).toMatchObject({ status: 409, json: { code: 'house_key.wrong_state' } });
    expect(await post(`${HOUSES}/99999/keys/${added.json.id}/retire`)).toMatchObject({
      json: { code: 'house_key.not_found' },
    });
  });

  it('gives out the key that our manifests are checked with', async () => {
    const answer = await get('/v1/office/bundles/issuer-key');
    expect(answer.json.publicKey).toMatch(
      /^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=]{60}\n-----END PUBLIC KEY-----\n$/,
    );
    expect((await get('/v1/office/bundles/issuer-key')).text).toBe(answer.text);
  });

  it('refuses papers that are none before it looks at anything', async () => {
    const bundle = '019ab0c1-7f00-7000-8000-000000000001';
    const path = `/v1/office/batches/000117/bundles/${bundle}`;
    const signature = Buffer.alloc(64).toString('base64');
    const receipt = {
      bundle,
      cards: 10,
      sha256: createHash('sha256').digest('hex'),
      signedAt: '2026-11-24T12:00:00Z',
      signature,
    };
    expect(await post(`${path}/receipt`, receipt)).toMatchObject({ status: 404 });
    for (const wrong of [
      { cards: 0 },
      { cards: '10' },
      { sha256: 'x' },
      { signature: 'x' },
      { signedAt: 'soon' },
      { bundle: 'b' },
    ]) {
      expect(await post(`${path}/receipt`, { ...receipt, ...wrong })).toMatchObject({
        status: 400,
        json: { code: 'request.invalid' },
      });
    }
    const serials = Array.from({ length: 10_001 }, () => '9700011700000005');
    expect(await post(`${path}/spoilage`, { serials, reason: 'x' })).toMatchObject({
      status: 400,
      json: { code: 'request.invalid' },
    });
    expect(await post(`${path}/spoilage`, { serials: serials.slice(1), reason: 'x' })).toMatchObject({ status: 404 });
    expect(await post(`${path}/spoilage`, { serials: [], reason: 'x' })).toMatchObject({ status: 400 });
    expect(await get(`${path}.age`)).toMatchObject({ status: 404, json: { code: 'bundle.not_found' } });
    expect((await api.call('HEAD', `${path}.age`, { token: manager.token })).status).toBe(404);
  });
});
