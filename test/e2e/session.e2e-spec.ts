import { AccessService } from '#lib/access';
import { PASSWORD, type Person, TestApi, cookieIn } from '../support/api.js';

const SESSION = '/v1/office/session';

describe('signing in', () => {
  let api: TestApi;
  let ada: Person;

  beforeAll(async () => {
    api = await TestApi.start({ TRUSTED_PROXIES: '127.0.0.1' });
    ada = await api.person('admin', 'finance');
  });
  afterAll(() => api.close());

  const signIn = (email: string, password: string, from?: string, code?: string) =>
    api.call('POST', SESSION, {
      body: { email, password, ...(code === undefined ? {} : { code }) },
      headers: from === undefined ? {} : { 'x-forwarded-for': from },
    });

  it('gives who it is and a cookie that no script can read', async () => {
    const answer = await signIn(ada.email.toUpperCase(), PASSWORD, undefined, await api.freshCode(ada));
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      id: ada.staffId,
      email: ada.email,
      roles: ['admin', 'finance'],
      secondFactor: 'done',
    });
    const hours = (Date.parse(answer.json.expiresAt) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(11.9);
    expect(hours).toBeLessThan(12.1);
    const [cookie] = answer.headers['set-cookie']!;
    expect(cookie).toMatch(/^reup=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const me = await api.call('GET', SESSION, { headers: { cookie: cookieIn(answer) } });
    expect(me.json).toEqual({
      id: ada.staffId,
      email: ada.email,
      name: expect.any(String),
      roles: ['admin', 'finance'],
    });
  });

  it('over https binds the cookie to the host', async () => {
    const secure = await TestApi.start({ PUBLIC_URL: 'https://reup.example' });
    try {
      const person = await secure.person('admin');
      const code = await secure.freshCode(person);
      const answer = await secure.call('POST', SESSION, { body: { email: person.email, password: PASSWORD, code } });
      expect(answer.headers['set-cookie']![0]).toMatch(
        /^__Host-reup=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      );
      expect(answer.headers['strict-transport-security']).toMatch(/^max-age=\d{8}/);
      const me = await secure.call('GET', SESSION, { headers: { cookie: cookieIn(answer) } });
      expect(me.status).toBe(200);
    } finally {
      await secure.close();
    }
  });

  it('stores neither password nor token', async () => {
    const cookie = await api.signIn(ada);
    const token = cookie.slice('reup='.length);
    const tables = ['staff', 'staff_session', 'access_token', 'audit'];
    for (const table of tables) {
      const rows = await api.transactions.read<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
      const text = rows.map(({ row }) => row).join('\n');
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain(token);
      expect(text).not.toContain(ada.token);
      expect(text).not.toContain(ada.totpSecret);
    }
  });

  it('refuses a wrong password and an unknown person alike', async () => {
    const wrong = await signIn(ada.email, 'wrong', '192.0.2.10');
    const unknown = await signIn('nobody@reup.example', PASSWORD, '192.0.2.10');
    expect(wrong.status).toBe(401);
    expect(wrong.json).toEqual(unknown.json);
    expect(wrong.json.code).toBe('credentials.invalid');
    expect(wrong.headers['set-cookie']).toBeUndefined();
  });

  it('counts guesses by account and address; a forged address moves no counter', async () => {
    const guess = (from: string) => signIn(ada.email, 'wrong', from);
    const tries = await Promise.all(Array.from({ length: 20 }, (_, i) => guess(`203.0.113.${i}, 192.0.2.20`)));
    expect(tries.filter(({ json }) => json.code === 'credentials.invalid')).toHaveLength(5);
    const refused = tries.find(({ status }) => status === 429)!;
    expect(refused.json.code).toBe('rate.limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const code = await api.freshCode(ada);
    expect((await signIn(ada.email, PASSWORD, '192.0.2.20', code)).status).toBe(429);
    expect((await signIn(ada.email, PASSWORD, '192.0.2.21', code)).status).toBe(200);
  });

  it('ends when its owner signs out, at once', async () => {
    const cookie = await api.signIn(ada);
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    expect((await api.call('GET', SESSION, { headers })).status).toBe(200);
    const out = await api.call('DELETE', SESSION, { headers });
    expect(out.status).toBe(204);
    expect(out.headers['set-cookie']![0]).toMatch(/^reup=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)/);
    expect((await api.call('GET', SESSION, { headers })).json.code).toBe('session.missing');
    expect((await api.call('DELETE', SESSION, { headers })).status).toBe(204);
  });

  it('ends after 30 minutes without a call, and after 12 hours', async () => {
    for (const age of ["seen_at = now() - interval '30 minutes'", "expires_at = now() - interval '1 second'"]) {
      const cookie = await api.signIn(ada);
      await api.transactions.run((tx) => tx.rows(`UPDATE staff_session SET ${age}`));
      const answer = await api.call('GET', SESSION, { headers: { cookie } });
      expect([answer.status, answer.json.code]).toEqual([401, 'session.expired']);
    }
  });

  it('goes on while it is used', async () => {
    const cookie = await api.signIn(ada);
    await api.transactions.run((tx) => tx.rows("UPDATE staff_session SET seen_at = now() - interval '29 minutes'"));
    expect((await api.call('GET', SESSION, { headers: { cookie } })).status).toBe(200);
    const [row] = await api.transactions.read<{ idle: number }>(
      'SELECT min(extract(epoch FROM now() - seen_at))::int AS idle FROM staff_session',
    );
    expect(row!.idle).toBeLessThan(60);
  });

  it('ends with its person, who is disabled: sessions and tokens at once', async () => {
    const bob = await api.person('support');
    const cookie = await api.signIn(bob);
    expect((await api.call('GET', SESSION, { headers: { cookie } })).status).toBe(200);
    expect((await api.call('GET', SESSION, { token: bob.token })).status).toBe(200);
    await api.app.get(AccessService).disable(bob.staffId, `staff:${ada.staffId}`);
    expect((await api.call('GET', SESSION, { headers: { cookie } })).json.code).toBe('session.missing');
    expect((await api.call('GET', SESSION, { token: bob.token })).json.code).toBe('token.invalid');
    expect((await signIn(bob.email, PASSWORD, '192.0.2.30')).json.code).toBe('credentials.invalid');
  });

  it('by token ends on its day', async () => {
    const { token, staffId } = await api.person('support');
    await api.transactions.run((tx) =>
      tx.rows("UPDATE access_token SET expires_at = now() - interval '1 second' WHERE staff_id = $1", [staffId]),
    );
    expect((await api.call('GET', SESSION, { token })).json.code).toBe('token.invalid');
  });

  it.each([
    ['a foreign site', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
    ['a foreign origin', { origin: 'https://attacker.example' }],
    ['nowhere', {}],
  ])('does not act for %s', async (_, headers) => {
    const cookie = await api.signIn(ada);
    const answer = await api.call('POST', '/v1/office/retailers', { body: {}, headers: { cookie, ...headers } });
    expect([answer.status, answer.json.code]).toEqual([403, 'origin.foreign']);
  });

  it.each([[{ 'sec-fetch-site': 'same-origin' }], [{ origin: 'own' }]])('acts for this site: %j', async (headers) => {
    const cookie = await api.signIn(ada);
    const own = 'origin' in headers ? { origin: api.url } : headers;
    const answer = await api.call('POST', '/v1/office/retailers', { body: {}, headers: { cookie, ...own } });
    expect(answer.json.code).toBe('request.invalid');
  });

  it('of another site’s page into ours is refused too', async () => {
    const answer = await api.call('POST', SESSION, {
      body: { email: ada.email, password: PASSWORD },
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(answer.json.code).toBe('origin.foreign');
  });

  it.each([
    ['an unknown field', { email: 'a@b.example', password: 'x', admin: true }, '/admin'],
    ['a wrong type', { email: 'a@b.example', password: 7 }, '/password'],
    ['no address', { email: 'nonsense', password: 'x' }, '/email'],
    ['a text too long', { email: 'a@b.example', password: 'x'.repeat(129) }, '/password'],
    ['a code of letters', { email: 'a@b.example', password: 'x', code: 'abcdef' }, '/code'],
    ['nothing', {}, '/email'],
  ])('refuses %s, naming the field', async (_, body, pointer) => {
    const answer = await api.call('POST', SESSION, { body });
    expect([answer.status, answer.json.code]).toEqual([400, 'request.invalid']);
    expect(answer.json.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  it('is in the log of deeds', async () => {
    const deeds = await api.transactions.read<{ action: string }>('SELECT DISTINCT action FROM audit ORDER BY action');
    expect(deeds.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['session.close', 'session.open', 'staff.disable']),
    );
  });
});
