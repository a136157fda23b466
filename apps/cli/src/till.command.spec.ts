import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { serialOf } from '#lib/cards';
import { type StoredSale, makeTerminalKey } from '#lib/till-client';
import { runCli } from './program.js';

const SERIAL = serialOf(1_170_000_000n);
const OTHER = serialOf(1_170_000_001n);
const SOLD = {
  id: 'a',
  key: 'k-1',
  state: 'active',
  serial: SERIAL,
  months: 3,
  amountMinor: 3_000,
  currency: 'USD',
  authorization: '7K2M91QX',
  activatedAt: '2026-11-24T06:01:00.000Z',
  businessDate: '2026-11-24',
};

describe('`reup till`, a whole till', () => {
  let server: Server;
  let home: string;
  const sent: { line: string; body: Record<string, unknown>; signed: boolean }[] = [];
  let answer: (line: string, body: Record<string, unknown>) => [status: number, body: object] = () => [200, {}];

  beforeAll(async () => {
    server = createServer((request, response) => {
      void text(request).then((body) => {
        const line = `${request.method} ${request.url}`;
        const read = (body === '' ? {} : JSON.parse(body)) as Record<string, unknown>;
        sent.push({ line, body: read, signed: request.headers['signature'] !== undefined });
        const [status, told] = answer(line, read);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    home = await mkdtemp(join(tmpdir(), 'reup-till-'));
    const { privateKeyPem } = await makeTerminalKey();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const terminals = [{ id: '1', keyId: 'till-1', privateKeyPem, storeId: '1' }];
    await writeFile(join(home, 'demo.json'), JSON.stringify({ url, staff: [], terminals, cards: [] }));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
    await rm(home, { recursive: true });
  });
  beforeEach(() => {
    sent.length = 0;
    answer = () => [200, {}];
  });

  async function reup(...argv: string[]) {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const code = await runCli(['till', ...argv, '--home', home, '--json'], { stdin, stdout, stderr, env: {} });
    const out = String(stdout.read() ?? '').split('\n')[0]!;
    return {
      code,
      answer: (out === '' ? {} : JSON.parse(out)) as Record<string, any>,
      err: String(stderr.read() ?? ''),
    };
  }

  it('sells without a line, keeps it over the end of the process, and sends it later', async () => {
    const stored = await reup('store', SERIAL, '--amount-minor', '3000', '--receipt', 'R-1');
    expect(stored).toMatchObject({ code: 0, answer: { state: 'stored', sale: { receipt: 'R-1' } } });
    expect(await reup('store', SERIAL, '--amount-minor', '3000')).toMatchObject({
      code: 3,
      answer: { code: 'card.open' },
    });
    expect(await reup('store', OTHER, '--amount-minor', '3000')).toMatchObject({ code: 0 });
    expect(sent).toEqual([]);
    const busy = { code: 'internal', status: 500 };
    answer = (_, { lines }) => [
      200,
      {
        lines: (lines as StoredSale[]).map(({ key, code }) =>
          code === SERIAL ? { ...SOLD, key, status: 201 } : { key, ...busy },
        ),
      },
    ];
    const first = await reup('forward');
    expect(first).toMatchObject({ code: 4, answer: { stored: 1 } });
    expect(first.answer['items'].map(({ state }: { state: string }) => state).sort()).toEqual(['accepted', 'stored']);
    const refusal = { status: 409, code: 'card.already_active' };
    answer = (_, { lines }) => [200, { lines: (lines as StoredSale[]).map(({ key }) => ({ key, ...refusal })) }];
    expect(await reup('forward')).toMatchObject({ code: 0, answer: { stored: 0, unread: 1 } });
    expect(sent.map(({ body }) => (body['lines'] as StoredSale[]).map(({ code }) => code))).toEqual([
      expect.arrayContaining([SERIAL, OTHER]),
      [OTHER],
    ]);
    expect(await reup('queue')).toMatchObject({ code: 0, answer: { stored: 0 } });
    expect(sent).toHaveLength(2);
  });

  it('loses an answer on purpose: it was sent once, and nobody knows', async () => {
    answer = () => [201, SOLD];
    const lost = await reup(
      'sell',
      SERIAL,
      '--amount-minor',
      '3000',
      '--currency',
      'USD',
      '--drop-answer',
      '--key',
      'k-1',
    );
    expect(lost).toMatchObject({ code: 4, answer: { code: 'no_answer', reached: true } });
    expect(sent.map(({ line }) => line)).toEqual(['POST /v1/pos/activations']);
  });

  it('enrols with a key of its own, written down before it is sent and never over another', async () => {
    const file = join(home, 'till.pem');
    answer = () => [
      201,
      { terminalId: '7', keyId: 'till-7', name: 'Till', store: { id: '1', name: 'S' }, retailer: 'R' },
    ];
    expect(await reup('enrol', '7K2M-91QX', '--key-file', file)).toMatchObject({
      code: 0,
      answer: { keyId: 'till-7' },
    });
    expect(sent).toMatchObject([{ line: 'POST /v1/pos/enrolments', signed: false, body: { code: '7K2M-91QX' } }]);
    const pem = await readFile(file, 'utf8');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(sent)).not.toContain(pem.split('\n')[1]);
    expect(await reup('enrol', '7K2M-91QX', '--key-file', file)).toMatchObject({ code: 2 });
    expect(await readFile(file, 'utf8')).toBe(pem);
  });

  it('adds a key and retires the old one with it', async () => {
    const file = join(home, 'second.pem');
    answer = () => [201, { keyId: 'till-1b' }];
    expect(await reup('key', 'add', '--key-file', file)).toMatchObject({ code: 0, answer: { keyId: 'till-1b' } });
    answer = () => [200, { keyId: 'till-1' }];
    expect(await reup('key', 'retire', 'till-1', '--key-id', 'till-1b', '--private-key', file)).toMatchObject({
      code: 0,
    });
    expect(sent.map(({ line }) => line)).toEqual(['POST /v1/pos/keys', 'DELETE /v1/pos/keys/till-1']);
    expect(JSON.stringify(sent[0]!.body)).toContain('PUBLIC KEY');
  });

  it('opens and closes a drawer, prints a slip, unlocks; and sends nothing in a dry run', async () => {
    await reup('shift', 'open', '--clerk', '17', '--code', '1717', '--float-minor', '10000');
    await reup('shift', 'close', '--count', '2000:7,500:2', '--reason', 'a coin');
    await reup('slip', 'k-1', '--tendered-minor', '5000');
    await reup('unlock', '--supervisor-code', '4711');
    expect(sent.map(({ line, body, signed }) => [line, body, signed])).toEqual([
      ['POST /v1/pos/shifts', { clerk: '17', code: '1717', floatMinor: 10_000 }, true],
      [
        'POST /v1/pos/shifts/current/close',
        {
          counted: [
            { unitMinor: 2_000, count: 7 },
            { unitMinor: 500, count: 2 },
          ],
          reason: 'a coin',
        },
        true,
      ],
      ['POST /v1/pos/activations/k-1/slips', { tenderedMinor: 5_000 }, true],
      ['POST /v1/pos/unlock', { supervisorCode: '4711' }, true],
    ]);
    sent.length = 0;
    expect(await reup('unlock', '--supervisor-code', '4711', '--dry-run')).toMatchObject({ code: 0 });
    expect(await reup('shift', 'close', '--count', 'seven')).toMatchObject({ code: 2 });
    expect(sent).toEqual([]);
  });
});
