import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { makeTerminalKey, openSigner } from './node-signer.js';
import { TillClient, newSaleKey } from './till-client.js';

interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Answer = (response: ServerResponse, heard: Heard) => void;

/** The far side of the wire, which says what a test tells it to. */
class FarSide {
  readonly heard: Heard[] = [];
  readonly repeats: string[] = [];
  private script: Answer[] = [];
  private readonly server: Server = createServer((request, response) => void this.hear(request, response));

  async listen(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async till(...script: Answer[]): Promise<TillClient> {
    this.script = script;
    this.heard.length = 0;
    this.repeats.length = 0;
    const signer = await openSigner('t-1', (await makeTerminalKey()).privateKeyPem);
    return new TillClient({
      url: this.url,
      signer,
      repeating: { timeoutMs: 300, repeatAtMs: [300, 600] },
      once: { timeoutMs: 300, repeatAtMs: [] },
      onRepeat: ({ tryNumber, why }) => this.repeats.push(`${tryNumber} after ${why}`),
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await once(this.server.close(), 'close');
  }

  private async hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const heard = { method, url, headers, body: await text(request) };
    this.heard.push(heard);
    (this.script.shift() ?? silence)(response, heard);
  }
}

const silence: Answer = () => {};
const lost: Answer = (response) => void response.socket?.destroy();

function say(status: number, body: object | string, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

const sold = { id: 'a', key: 'k', state: 'active', serial: '9700012300045613', months: 3, authorization: 'A1B2C3' };
const sale = { code: '9700012300045613', amountMinor: 3_000, currency: 'USD' };

describe('a till', () => {
  const far = new FarSide();
  beforeAll(() => far.listen());
  afterAll(() => far.close());

  it('sells with a signed call', async () => {
    const till = await far.till(say(201, sold));
    expect(await till.sell('k', sale)).toEqual({ kind: 'done', answer: sold, replayed: false, tries: 1 });
    const [call] = far.heard;
    expect(call).toMatchObject({ method: 'POST', url: '/v1/pos/activations', body: JSON.stringify(sale) });
    expect(call!.headers).toMatchObject({ 'idempotency-key': 'k', 'content-type': 'application/json' });
    expect(call!.headers['signature-input']).toContain('keyid="t-1"');
  });

  it('repeats the same key and body after a silence, and knows a replay', async () => {
    const till = await far.till(silence, lost, say(201, sold, { 'Idempotency-Replayed': 'true' }));
    const startedAt = performance.now();
    expect(await till.sell('k', sale)).toEqual({ kind: 'done', answer: sold, replayed: true, tries: 3 });
    expect(performance.now() - startedAt).toBeGreaterThan(590);
    expect(new Set(far.heard.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set(['k']));
    expect(new Set(far.heard.map(({ body }) => body)).size).toBe(1);
    expect(far.repeats[0]).toBe('2 after time-out');
    expect(far.repeats).toHaveLength(2);
  });

  it('leaves it to the clerk after three silences', async () => {
    const till = await far.till(silence, silence, silence);
    const outcome = await till.sell('k', sale);
    expect(outcome).toMatchObject({ kind: 'unknown', why: 'time-out', reached: true, tries: 3 });
    expect(far.heard).toHaveLength(3);
  });

  it('takes neither a crash nor a proxy’s page for a decision', async () => {
    const till = await far.till(say(500, { code: 'internal' }), say(404, '<h1>no such host</h1>'), say(200, 'no JSON'));
    expect(await till.reverse('k')).toMatchObject({ kind: 'unknown', why: 'status 200', tries: 3 });
    expect(far.repeats).toEqual(['2 after internal', '3 after status 404']);
    expect(far.heard[0]).toMatchObject({ method: 'POST', url: '/v1/pos/activations/k/reversal', body: '' });
  });

  it('asks again as soon as a busy server wants it to, but no later than the ladder does', async () => {
    const busy = (seconds: string): Answer => say(503, { code: 'busy' }, { 'Retry-After': seconds });
    const till = await far.till(busy('0'), busy('3600'), say(201, sold));
    const startedAt = performance.now();
    expect(await till.sell('k', sale)).toMatchObject({ kind: 'done', tries: 3 });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('gives a refusal as a value, with words for the clerk', async () => {
    const till = await far.till(
      say(409, { code: 'card.already_active', status: 409, detail: 'The card has been sold' }),
    );
    expect(await till.sell('k', sale)).toEqual({
      kind: 'refused',
      code: 'card.already_active',
      status: 409,
      detail: 'The card has been sold',
      words: 'Already sold. Take another card.',
      tries: 1,
    });
  });

  it('tells how long to wait when there were too many tries', async () => {
    const till = await far.till(say(429, { code: 'rate.limited', detail: 'Too many' }, { 'Retry-After': '60' }));
    expect(await till.sell('k', sale)).toMatchObject({ kind: 'refused', code: 'rate.limited', retryAfterS: 60 });
  });

  it('believes a refusal after a silence only when the key was looked for', async () => {
    const decided = await far.till(lost, say(409, { code: 'card.blocked' }));
    expect(await decided.sell('k', sale)).toMatchObject({ kind: 'refused', code: 'card.blocked', tries: 2 });
    const limited = say(429, { code: 'rate.limited' });
    const undecided = await far.till(lost, limited, limited);
    expect(await undecided.sell('k', sale)).toMatchObject({ kind: 'unknown', why: 'rate.limited', tries: 3 });
  });

  it('asks questions once', async () => {
    const till = await far.till(silence);
    expect(await till.check('9700012300045613')).toMatchObject({ kind: 'unknown', tries: 1 });
    const again = await far.till(say(200, { key: 'k', state: 'unknown' }));
    expect(await again.status('k')).toMatchObject({ kind: 'done', answer: { state: 'unknown' } });
    expect(far.heard[0]).toMatchObject({ method: 'GET', url: '/v1/pos/activations/k' });
  });

  it('knows when nothing was reached', async () => {
    const gone = new FarSide();
    await gone.listen();
    const till = await gone.till();
    await gone.close();
    expect(await till.sell('k', sale)).toMatchObject({ kind: 'unknown', why: 'ECONNREFUSED', reached: false });
  });

  it('sends stored sales together, at most 500', async () => {
    const line = { ...sale, key: 'k', soldAt: '2026-11-24T06:01:00+01:00' };
    const till = await far.till(say(200, { lines: [{ key: 'k', status: 201 }] }));
    expect(await till.sendStored([line])).toMatchObject({ kind: 'done', answer: { lines: [{ status: 201 }] } });
    expect(() => till.sendStored(Array.from({ length: 501 }, () => line))).toThrow('500');
    expect(() => till.sendStored([])).toThrow('1 to 500');
  });

  it('works below a path', async () => {
    far.heard.length = 0;
    const till = await far.till(say(200, { key: 'k', state: 'voided' }));
    const below = new TillClient({ ...till['options'], url: `${far.url}/shop/` });
    await below.void('k', { reason: 'changed mind' });
    expect(far.heard[0]).toMatchObject({ url: '/shop/v1/pos/activations/k/void', body: '{"reason":"changed mind"}' });
  });

  it('makes keys that the system takes', () => {
    expect(newSaleKey()).toMatch(/^[A-Za-z0-9._~-]{1,64}$/);
    expect(newSaleKey()).not.toBe(newSaleKey());
  });
});
