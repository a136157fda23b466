import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CuttingProxy } from './cutting-proxy.js';
import { exchange } from './exchange.js';

describe('the line that breaks where it is told to', () => {
  const heard: string[] = [];
  let server: Server;
  let proxy: CuttingProxy;
  let base: URL;

  beforeAll(async () => {
    server = createServer((request, response) => {
      heard.push(`${request.method} ${request.headers.host}`);
      request.resume().on('end', () => response.end('{"sold":true}'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    base = new URL(`http://shop.example:${port}`);
    proxy = await CuttingProxy.listen({ host: '127.0.0.1', port, tls: false });
  });
  beforeEach(() => void heard.splice(0));
  afterAll(async () => {
    await proxy.close();
    server.close();
  });

  const ask = (signal?: AbortSignal) =>
    exchange(base, { method: 'POST', path: '/', headers: {}, body: '{}', ...(signal && { signal }) }, proxy.port);

  it('passes everything when nothing is planned, under the far side’s own name', async () => {
    expect(await ask()).toMatchObject({ status: 200, json: { sold: true } });
    expect(heard).toEqual([`POST ${base.host}`]);
  });

  it('cuts the answer after every byte: the far side has answered, the caller has no answer', async () => {
    const before = proxy.answeredBytes;
    await ask();
    const whole = proxy.answeredBytes - before;
    expect(whole).toBeGreaterThan(100);
    heard.splice(0);
    for (let bytes = 0; bytes < whole; bytes++) {
      proxy.plan({ kind: 'cut', afterBytes: bytes });
      await expect(ask()).rejects.toThrow();
    }
    expect(heard).toHaveLength(whole);
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it('cuts the question: the far side never hears it whole', async () => {
    proxy.plan({ kind: 'cut_question', afterBytes: 10 }, { kind: 'cut_question', afterBytes: 0 });
    await expect(ask()).rejects.toThrow();
    await expect(ask()).rejects.toThrow();
    expect(heard).toEqual([]);
  });

  it('swallows a question until the caller gives up, and answers in place of the far side', async () => {
    proxy.plan({ kind: 'swallow' }, { kind: 'status', status: 502 });
    const patience = new AbortController();
    const silent = ask(patience.signal);
    expect(await ask()).toMatchObject({ status: 502, json: {} }); // the second connection, while the first one waits
    patience.abort(new Error('gave up'));
    await expect(silent).rejects.toThrow('gave up');
    expect(heard).toEqual([]);
  });
});
