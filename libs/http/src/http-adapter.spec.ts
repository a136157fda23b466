import { Agent, request } from 'node:http';
import { readConfig } from '#lib/runtime';
import type { FastifyInstance } from 'fastify';
import { BODY_LIMIT_CONFIG } from './body-limit.js';
import { httpAdapter } from './http-adapter.js';
import { Metrics } from './metrics.js';

describe('our Fastify', () => {
  let instance: FastifyInstance;
  let port: number;
  let release: () => void = () => undefined;

  beforeEach(async () => {
    const adapter = httpAdapter(readConfig({ LOG_LEVEL: 'error' }), new Metrics());
    instance = adapter.getInstance() as unknown as FastifyInstance;
    instance.get('/v1/pos/slow', () => new Promise((resolve) => (release = () => resolve({ late: true }))));
    instance.get('/slow', () => new Promise((resolve) => (release = () => resolve({ late: true }))));
    instance.post('/form', (received) => received.body);
    instance.post('/large', { config: { [BODY_LIMIT_CONFIG]: 1024 * 1024 } }, (received) => ({
      bytes: received.rawBody?.length,
    }));
    await instance.listen({ port: 0, host: '127.0.0.1' });
    ({ port } = instance.server.address() as { port: number });
  });
  afterEach(async () => {
    release();
    await instance.close();
  });

  const at = (path: string): string => `http://127.0.0.1:${port}${path}`;
  const form = (body: string): Promise<Response> =>
    fetch(at('/form'), { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });

  it('answers a till before it gives up, and lets the late answer go', async () => {
    const began = performance.now();
    const answer = await fetch(at('/v1/pos/slow'));
    const seconds = (performance.now() - began) / 1_000;
    expect(seconds).toBeGreaterThan(4.9);
    expect(seconds).toBeLessThan(5.5);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({ code: 'busy' });
    release();
    expect((await form('a=b')).status).toBe(200);
  });

  it('reads forms of pages, but none with a NUL or a prototype in it', async () => {
    expect(await (await form('pin=1234+5678&device=%2B1')).json()).toEqual({ pin: '1234 5678', device: '+1' });
    expect((await form('pin=%00')).status).toBeGreaterThanOrEqual(400);
    expect((await form('__proto__=x')).status).toBeGreaterThanOrEqual(400);
  });

  it('takes larger bodies only where a route asks for them', async () => {
    const send = (path: string, bytes: number): Promise<Response> =>
      fetch(at(path), {
        method: 'POST',
        body: `"${'x'.repeat(bytes - 2)}"`,
        headers: { 'content-type': 'application/json' },
      });
    expect(await (await send('/large', 1024 * 1024)).json()).toEqual({ bytes: 1024 * 1024 });
    expect((await send('/large', 1024 * 1024 + 1)).status).toBe(413);
    expect((await send('/form', 64 * 1024 + 1)).status).toBe(413);
  });

  it('on its way down finishes what it began and takes nothing new', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const get = (path: string): Promise<{ status: number; text: string }> =>
      new Promise((resolve, reject) => {
        const sent = request({ port, path, agent }, (response) => {
          let text = '';
          response.on('data', (chunk) => (text += chunk));
          response.on('end', () => resolve({ status: response.statusCode!, text }));
        });
        sent.on('error', reject);
        sent.end();
      });
    const underWay = get('/slow');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const next = get('/slow'); // on the same connection, behind the first
    const closed = instance.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    expect(await underWay).toEqual({ status: 200, text: '{"late":true}' });
    await expect(
      next.then(({ status, text }) => {
        expect(JSON.parse(text)).toMatchObject({ code: 'busy' });
        throw new Error(`answered ${status}`);
      }),
    ).rejects.toThrow(/answered 503|ECONNREFUSED|socket hang up/);
    await closed;
    agent.destroy();
  });
});
