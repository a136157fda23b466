import { ROLES, type Role, type ServedRoute, routesOf } from '#lib/http';
import { type Answer, type Person, TestApi, type TestTill } from '../support/api.js';

/** Swagger's own page and files: no person, no data of ours. */
const DOCS = /^\/docs(\/|$)/;

/** Whoever opens another door writes it down here. */
const OPEN_TO_ALL = new Set([
  'GET /',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'POST /v1/office/session',
  'DELETE /v1/office/session',
  'POST /v1/redemptions',
  'POST /v1/redemptions/preview',
]);

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
