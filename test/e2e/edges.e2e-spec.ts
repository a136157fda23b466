import { connect } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { type Answer, type Person, TestApi } from '../support/api.js';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('at the edges', () => {
  let api: TestApi;
  let admin: Person;

  beforeAll(async () => {
    api = await TestApi.start({ TRUSTED_PROXIES: '127.0.0.1', METRICS_TOKEN: 'metrics-token-0123456789' });
    admin = await api.person('admin');
  });
  afterAll(() => api.close());

  const send = (
    body: string,
    headers: Record<string, string> = JSON_TYPE,
    path = '/v1/office/retailers',
  ): Promise<Answer> => api.send('POST', path, body, { authorization: `Bearer ${admin.token}`, ...headers });

  it.each([
    ['no JSON', '{"a":', 400, 'request.invalid'],
    ['nothing', '', 400, 'request.invalid'],
    ['null', 'null', 400, 'request.invalid'],
    ['a list', '[]', 400, 'request.invalid'],
    ['a list of one', '[{"name":"x","receiving":"strict","commissionBp":1}]', 400, 'request.invalid'],
    ['a text', '"x"', 400, 'request.invalid'],
    ['a number', '7', 400, 'request.invalid'],
    ['a poisoned prototype', '{"__proto__":{"roles":["admin"]}}', 400, 'request.invalid'],
    ['a poisoned constructor', '{"constructor":{"prototype":{"x":1}}}', 400, 'request.invalid'],
    ['a NUL in a text', '{"name":"a\\u0000b","receiving":"strict","commissionBp":1}', 400, 'request.invalid'],
    ['thirty thousand levels', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 400, 'request.invalid'],
    ['thirty thousand lists', `{"name":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 400, 'request.invalid'],
    ['64 KiB and a byte', `{"name":"${'x'.repeat(65_526)}"}`, 413, 'request.too_large'],
  ])('refuses %s', async (_, body, status, code) => {
    const answer = await send(body);
    expect([answer.status, answer.json.code, answer.headers['content-type']]).toEqual([
      status,
      code,
      'application/problem+json',
    ]);
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded'],
    ['plain text', 'text/plain'],
    ['XML', 'application/xml'],
    ['files', 'multipart/form-data; boundary=x'],
    ['nonsense', 'nonsense'],
  ])('refuses %s under /v1', async (_, type) => {
    const answer = await send('a=b', { 'content-type': type });
    expect([answer.status, answer.json.code]).toEqual([415, 'request.media_type']);
  });

  it('refuses a NUL where any text is taken', async () => {
    const answer = await send('{"email":"a@b.example","password":"a\\u0000b"}', JSON_TYPE, '/v1/office/session');
    expect([answer.status, answer.json.detail]).toEqual([400, 'The body holds a NUL character.']);
  });

  it('takes JSON with a charset, and a body cut in pieces', async () => {
    const body = '{"name":"Chunks","receiving":"strict","commissionBp":1}';
    const answer = await send(body, {
      'content-type': 'application/json; charset=utf-8',
      'transfer-encoding': 'chunked',
    });
    expect(answer.status).toBe(201);
  });

  it.each([
    '/nowhere',
    '/v1/nowhere',
    '/v1/office/products/1/2',
    '/docs/../etc/passwd',
    '/docs/%2e%2e/package.json',
    `/${'x'.repeat(5_000)}`,
  ])('knows no %s', async (path) => {
    const answer = await api.send('GET', path, undefined, { authorization: `Bearer ${admin.token}` });
    expect([answer.status, answer.json.code]).toEqual([404, 'route.not_found']);
  });

  it.each(['/%', '/%zz', '/v1/office/products/%ff', `/v1/office/products/${'1'.repeat(101)}`])(
    'refuses %s',
    async (path) => {
      const answer = await api.send('GET', path, undefined, { authorization: `Bearer ${admin.token}` });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.headers['content-type']).toBe('application/problem+json');
    },
  );

  it('knows no other method', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'TRACE']) {
      const answer = await api.call(method, '/v1/office/products', { token: admin.token });
      expect([method, answer.status]).toEqual([method, 404]);
    }
  });

  const rawly = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1', () => socket.write(bytes));
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });

  it('answers bytes that are no HTTP in problem+json', async () => {
    const answer = await rawly('NONSENSE\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ code: 'request.invalid' });
  });

  it('answers headers beyond all measure in problem+json', async () => {
    const answer = await rawly(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ code: 'request.too_large' });
  });

  it('says nothing of what broke inside, and logs no value', async () => {
    const written: string[] = [];
    const spy = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const broken = await TestApi.start();
    try {
      const { token } = await broken.person('admin');
      await broken.call('GET', '/v1/office/session', { token });
      const { default: pg } = await import('pg');
      const owner = new pg.Client(broken.databaseUrl);
      await owner.connect();
      await owner.query("ALTER TABLE retailer ADD CONSTRAINT no_secret CHECK (name <> 'SECRET 1234567890123456')");
      await owner.query('DROP TABLE card_event CASCADE; ALTER TABLE product RENAME TO hidden_product');
      await owner.end();
      const body = { name: 'SECRET 1234567890123456', receiving: 'strict', commissionBp: 1 };
      const answers = [
        await broken.call('POST', '/v1/office/retailers', { token, body }),
        await broken.call('GET', '/v1/office/products', { token }),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(500);
        expect(answer.json).toEqual({
          type: 'urn:reup:problem:internal',
          title: 'Something broke on our side',
          status: 500,
          code: 'internal',
          detail: 'Something broke on our side',
        });
      }
      const log = written.join('');
      expect(log).toContain('"sqlState":"23514"');
      expect(log).toContain('"constraint":"no_secret"');
      expect(log).toContain('"sqlState":"42P01"');
      expect(log).toContain(answers[0]!.headers['x-request-id'] as string);
      expect(log).not.toMatch(/SECRET|1234567890123456|Failing row|hidden_product/);
    } finally {
      spy.mockRestore();
      await broken.close();
    }
  });

  it('is ready while database, migrations and queue are, alive without', async () => {
    const ready = await api.call('GET', '/health/ready');
    expect([ready.status, ready.json]).toEqual([
      200,
      { status: 'ok', checks: { database: 'ok', migrations: 'ok', queue: 'ok' } },
    ]);
    const lost = await TestApi.start();
    try {
      await lost.transactions.dataSource.destroy();
      const answer = await lost.call('GET', '/health/ready');
      expect(answer.status).toBe(503);
      expect(answer.json.status).toBe('failing');
      expect(answer.json.checks.database).toBe('failing');
      expect((await lost.call('GET', '/health/live')).status).toBe(200);
      await lost.transactions.dataSource.initialize();
    } finally {
      await lost.close();
    }
  });

  it('shows metrics to this machine or to whoever has the token', async () => {
    await api.call('GET', '/v1/office/products/1', { token: admin.token });
    const own = await api.call('GET', '/metrics');
    expect(own.status).toBe(200);
    expect(own.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(own.text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/v1\/office\/products\/:id",status="404"\} \d/,
    );
    const from = { 'x-forwarded-for': '198.51.100.1' };
    expect((await api.call('GET', '/metrics', { headers: from })).json.code).toBe('token.invalid');
    expect((await api.call('GET', '/metrics', { headers: { host: 'attacker.example' } })).status).toBe(401);
    expect((await api.call('GET', '/metrics', { headers: from, token: 'A'.repeat(43) })).status).toBe(401);
    expect((await api.call('GET', '/metrics', { headers: from, token: 'metrics-token-0123456789' })).status).toBe(200);
  });

  it('shows the demo world to this machine alone', async () => {
    const demo = {
      staff: [{ email: 'a@b.example', password: 'DEMO-PASSWORD', roles: ['admin'] }],
      cards: [],
      devices: [],
    };
    const before = await api.call('GET', '/');
    expect([before.status, before.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(before.text).not.toContain('Demo world');
    writeFileSync(join(api.home, 'demo.json'), JSON.stringify(demo), { mode: 0o600 });
    const own = await api.call('GET', '/');
    expect(own.text).toContain('DEMO-PASSWORD');
    expect(own.headers['cache-control']).toBe('no-store');
    const strangers: Record<string, string>[] = [{ 'x-forwarded-for': '198.51.100.1' }, { host: 'attacker.example' }];
    for (const headers of strangers) {
      expect((await api.call('GET', '/', { headers })).text).not.toContain('DEMO-PASSWORD');
    }
    writeFileSync(join(api.home, 'demo.json'), '{ half');
    expect((await api.call('GET', '/')).status).toBe(200);
  });
});
