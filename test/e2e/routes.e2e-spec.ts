import { ROLES, type Role, type ServedRoute, routesOf } from '#lib/http';
import { type Answer, PASSWORD, type Person, TestApi, type TestTill, cookieIn } from '../support/api.js';

/** Swagger's own page and files: no person, no data of ours. */
const DOCS = /^\/docs(\/|$)/;

/** Whoever opens another door writes it down here. */
const OPEN_TO_ALL = new Set([
  'GET /',
  'GET /demo/codes',
  'GET /demo/codes.js',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /office',
  'GET /office/*',
  'GET /office/assets/*',
  'GET /register',
  'GET /register/assets/*',
  'GET /register/register.webmanifest',
  'GET /register/sw.js',
  'POST /v1/office/session',
  'POST /v1/office/session/passkey',
  'POST /v1/office/session/recover',
  'DELETE /v1/office/session',
  'POST /v1/pos/enrolments',
  'POST /v1/redemptions',
  'POST /v1/redemptions/preview',
]);

/** What a session may do whose person has no second factor yet. */
const WHILE_ENROLLING = [
  'GET /v1/office/me',
  'GET /v1/office/session',
  'POST /v1/office/me/passkeys',
  'POST /v1/office/me/passkeys/options',
  'POST /v1/office/me/totp',
  'POST /v1/office/me/totp/confirm',
];

/** What asks for a second factor of the last ten minutes: it can't be undone, or gives secrets or power away. */
const STEP_UP = [
  'DELETE /v1/office/me/passkeys/:id',
  'GET /v1/office/batches/:id/bundles/:bundleId.age',
  'GET /v1/office/batches/:id/sheets/:sheetId.pdf',
  'POST /v1/office/batches/:id/seal',
  'POST /v1/office/cards/unblock',
  'POST /v1/office/me/passkeys',
  'POST /v1/office/me/passkeys/options',
  'POST /v1/office/me/password',
  'POST /v1/office/me/tokens',
  'POST /v1/office/me/totp',
  'POST /v1/office/me/totp/confirm',
  'POST /v1/office/people',
  'POST /v1/office/people/:id/disable',
  'POST /v1/office/people/:id/recovery',
  'POST /v1/office/people/:id/roles',
  'POST /v1/office/policies/:name',
];

describe('every route', () => {
  let api: TestApi;
  let routes: readonly ServedRoute[];
  let till: TestTill;
  const withRole = new Map<Role, Person>();

  beforeAll(async () => {
    api = await TestApi.start();
    routes = routesOf(api.app).filter(({ url, method }) => !DOCS.test(url) && method !== 'HEAD');
    till = await api.till();
    for (const role of ROLES) withRole.set(role, await api.person(role));
  });
  afterAll(() => api.close());

  const nameOf = ({ method, url }: ServedRoute): string => `${method} ${url}`;
  const pathOf = ({ url }: ServedRoute): string => url.replace(/:\w+/g, '1').replace('*', 'x');
  const ask = (route: ServedRoute, headers: Record<string, string> = {}): Promise<Answer> =>
    api.call(route.method, pathOf(route), { headers });
  const isForStaff = (answer: Answer): boolean => answer.json?.code === 'session.missing';
  const isForTerminals = (answer: Answer): boolean => answer.json?.code === 'signature.invalid';

  it('asks who is there, but for those that are open on purpose', async () => {
    expect(routes.length).toBeGreaterThan(20);
    const open = [];
    for (const route of routes) {
      const answer = await ask(route);
      if (answer.status !== 401) open.push(nameOf(route));
      else expect(isForStaff(answer) || isForTerminals(answer) || nameOf(route) === 'GET /metrics').toBe(true);
    }
    expect(open.filter((name) => !OPEN_TO_ALL.has(name))).toEqual([]);
  });

  it('takes no wrong token, no till for a person and no person for a till', async () => {
    const { token } = withRole.get('admin')!;
    for (const route of routes) {
      const answer = await ask(route);
      if (isForStaff(answer)) {
        const wrong = await ask(route, { authorization: `Bearer ${'A'.repeat(43)}` });
        expect([nameOf(route), wrong.json.code]).toEqual([nameOf(route), 'token.invalid']);
        const method = route.method as 'GET' | 'POST';
        const asTill = await api.signedCall(till, { method, path: pathOf(route) });
        expect([nameOf(route), asTill.json.code]).toEqual([nameOf(route), 'session.missing']);
      } else if (isForTerminals(answer)) {
        const asPerson = await ask(route, { authorization: `Bearer ${token}` });
        expect([nameOf(route), asPerson.json.code]).toEqual([nameOf(route), 'signature.invalid']);
      }
    }
  });

  it('of the office refuses people without any of its roles, and says which it needs', async () => {
    for (const route of routes) {
      if (!isForStaff(await ask(route))) continue;
      const nobody = await api.person();
      const refused = await ask(route, { authorization: `Bearer ${nobody.token}` });
      expect([nameOf(route), refused.json?.code]).toEqual([nameOf(route), 'role.missing']);
      const allowed = ROLES.filter((role) => new RegExp(`[ ,:]${role}[,.]`).test(refused.json.detail));
      expect([nameOf(route), allowed.length > 0]).toEqual([nameOf(route), true]);
      for (const role of ROLES.filter((one) => !allowed.includes(one))) {
        const answer = await ask(route, { authorization: `Bearer ${withRole.get(role)!.token}` });
        expect([nameOf(route), role, answer.json?.code]).toEqual([nameOf(route), role, 'role.missing']);
      }
    }
  });

  it('of the office is closed to a session without a second factor, but for what sets one up', async () => {
    const { email } = await api.newcomer(...ROLES);
    const cookie = cookieIn(await api.call('POST', '/v1/office/session', { body: { email, password: PASSWORD } }));
    const open: string[] = [];
    for (const route of routes) {
      if (!isForStaff(await ask(route))) continue;
      const answer = await ask(route, { cookie, 'sec-fetch-site': 'same-origin' });
      if (answer.json?.code !== 'second_factor.enrol') open.push(nameOf(route));
    }
    expect(open.sort()).toEqual(WHILE_ENROLLING);
  });

  it('that seals, shows PINs or gives power asks for a recent second factor, of sessions and not of tokens', async () => {
    const everybody = await api.person(...ROLES);
    const cookie = await api.signIn(everybody);
    await api.transactions.run((tx) =>
      tx.rows("UPDATE staff_session SET second_factor_at = now() - interval '601 seconds' WHERE staff_id = $1", [
        everybody.staffId,
      ]),
    );
    const asking: string[] = [];
    for (const route of routes) {
      if (!isForStaff(await ask(route))) continue;
      const answer = await ask(route, { cookie, 'sec-fetch-site': 'same-origin' });
      if (answer.json?.code === 'step_up.required') asking.push(nameOf(route));
      const byToken = await ask(route, { authorization: `Bearer ${everybody.token}` });
      expect([nameOf(route), byToken.json?.code]).not.toEqual([nameOf(route), 'step_up.required']);
    }
    expect(asking.sort()).toEqual(STEP_UP);
  });

  it('carries the headers that keep browsers safe, refusals included', async () => {
    for (const route of [...routes, { method: 'GET', url: '/nowhere' }, { method: 'GET', url: '/%zz' }]) {
      const { headers } = await ask(route);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
      expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}-[0-9a-z]+$/);
      if (route.url.startsWith('/v1/')) expect(headers['cache-control']).toBe('no-store');
    }
  });

  it('refuses in application/problem+json', async () => {
    for (const route of routes) {
      const answer = await ask(route);
      if (answer.status < 400 || route.url === '/health/ready') continue;
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.json).toMatchObject({ status: answer.status, type: `urn:reup:problem:${answer.json.code}` });
      expect(answer.status).toBeLessThan(500);
    }
  });
});
