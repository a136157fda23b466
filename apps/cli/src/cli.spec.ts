import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { CARD_PLACES } from '#lib/card-batch';
import { serialOf } from '#lib/cards';
import { makeTerminalKey } from '#lib/till-client';
import { runCli } from './program.js';
import { VERBS, loadVerb } from './verbs.js';

const SERIAL = serialOf(1_170_000_000n);
const PIN = '1234567890123452';

interface Call {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}
type Answer = (response: ServerResponse, call: Call) => void | Promise<void>;

/** The far side of the wire: answers like the contract, as each test tells it to. */
class FarSide {
  readonly calls: Call[] = [];
  routes: Record<string, Answer> = {};
  private readonly server: Server = createServer((request, response) => {
    void text(request).then(async (sent) => {
      const line = `${request.method} ${request.url}`;
      const call = { line, headers: request.headers, body: sent === '' ? undefined : (JSON.parse(sent) as unknown) };
      this.calls.push(call);
      const answer = this.routes[line] ?? this.routes[line.replace(/\?.*/, '')];
      await (answer ?? problem(404, 'route.not_found'))(response, call);
    });
  });

  async listen(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  /** Where nobody listens any more. */
  static async gone(): Promise<string> {
    const far = new FarSide();
    await far.listen();
    const { url } = far;
    await far.close();
    return url;
  }
  get lines(): string[] {
    return this.calls.map(({ line }) => line);
  }
  call(line: string): Call {
    return this.calls.find((one) => one.line === line)!;
  }
  async close(): Promise<void> {
    this.server.closeAllConnections();
    await once(this.server.close(), 'close');
  }
}

function say(status: number, body: object, headers: Record<string, string> = {}): Answer {
  return (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
function problem(status: number, code: string, extra: object = {}): Answer {
  return say(status, {
    type: `urn:reup:problem:${code}`,
    title: code,
    status,
    code,
    detail: `told: ${code}`,
    ...extra,
  });
}
function list(...items: object[]): Answer {
  return say(200, { items, next: null });
}
/** Each call its own answer, the last one for all that follow. */
function inTurn(...answers: Answer[]): Answer {
  return (response, call) => (answers.length > 1 ? answers.shift()! : answers[0]!)(response, call);
}

const PRODUCTS = list(
  {
    id: '1',
    name: 'Three months',
    plan: 'home',
    months: 3,
    amountMinor: 3_000,
    currency: 'USD',
    gtin: '00012345678905',
  },
  { id: '2', name: 'A year', plan: 'home', months: 12, amountMinor: 10_000, currency: 'USD', gtin: '00012345678912' },
  {
    id: '3',
    name: 'A year, abroad',
    plan: 'abroad',
    months: 12,
    amountMinor: 12_000,
    currency: 'USD',
    gtin: '00012345678929',
  },
);
const BATCH = {
  id: '000117',
  state: 'minted',
  quantity: 1_000,
  minted: 1_000,
  firstSerial: SERIAL,
  lastSerial: SERIAL,
};
const EQUATION = {
  minted: 1_000,
  ...Object.fromEntries(CARD_PLACES.map((place) => [place, 0])),
  spoiled: 10,
  warehouse: 990,
  closes: true,
};
const DEED = { at: '2026-11-24T06:01:00.000Z', what: 'batch.request', who: 'Bela', detail: null };
const SHOWN = {
  'GET /v1/office/batches/000117': say(200, BATCH),
  'GET /v1/office/batches/000117/equation': say(200, EQUATION),
  'GET /v1/office/batches/000117/timeline': say(200, { items: [DEED] }),
};
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
const CHECKED = { serial: SERIAL, productId: '1', months: 3, amountMinor: 3_000, currency: 'USD', sellable: true };

describe('reup', () => {
  const far = new FarSide();
  let home: string;

  beforeAll(async () => {
    await far.listen();
    home = await mkdtemp(join(tmpdir(), 'reup-cli-'));
    const { privateKeyPem } = await makeTerminalKey();
    const person = (name: string, ...roles: string[]) => ({
      email: `${name}@demo.test`,
      token: `token-of-${name}`,
      roles,
    });
    const demo = {
      url: far.url,
      staff: [
        person('ada', 'admin'),
        person('bela', 'batch-manager'),
        person('anna', 'approver'),
        person('alex', 'approver'),
        person('stan', 'stock'),
        person('sue', 'support'),
        person('rita', 'reviewer'),
      ],
      terminals: [
        { id: '1', keyId: 'till-1', privateKeyPem, storeId: '1' },
        { id: '2', keyId: 'till-2', privateKeyPem, storeId: '1' },
        { id: '3', keyId: 'till-3', privateKeyPem, storeId: '4' },
      ],
      cards: [{ serial: SERIAL, pin: PIN, state: 'active' }],
    };
    await writeFile(join(home, 'demo.json'), JSON.stringify(demo));
  });
  afterAll(async () => {
    await far.close();
    await rm(home, { recursive: true });
  });
  beforeEach(() => {
    far.calls.length = 0;
    far.routes = {};
  });

  interface Typed {
    readonly keys?: string;
    readonly tty?: boolean;
    readonly env?: Record<string, string>;
    readonly at?: string;
  }

  /** One command line, as a shell sees it. */
  async function reup(line: string | string[], { keys, tty = false, env = {}, at = home }: Typed = {}) {
    const stdin = Object.assign(new PassThrough(), { isTTY: tty });
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    if (keys !== undefined) stdin.end(keys);
    const argv = [...(typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line), '--home', at];
    const code = await runCli(argv, { stdin, stdout, stderr, env });
    return { code, out: read(stdout), err: read(stderr) };
  }
  const read = (stream: PassThrough): string => String(stream.read() ?? '');

  describe('usage', () => {
    it.each([
      ['', 'Usage'],
      ['bath', 'Did you mean batch'],
      ['batch', 'Usage'],
      ['batch request 3', 'missing required argument'],
      ['batch request 3 many', 'whole number'],
      ['batch request 3 0', 'above 0'],
      ['batch freeze 117', '--reason'],
      ['card 97000117', '16 digits'],
      ['ship 9700011700000007 --store 1', 'first and the last'],
      ['batch show 117 --colour', 'unknown option'],
      ['products --url nowhere', 'no http'],
      ['products --as nobody', 'There are: ada@demo.test (admin)'],
    ])('`reup %s` is told and sends nothing', async (line, words) => {
      const { code, out, err } = await reup(line);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(words);
      expect(far.calls.filter(({ line: sent }) => sent.startsWith('POST'))).toEqual([]);
    });

    it.each([
      '--help',
      'help',
      'batch --help',
      'help batch seal',
      'till sell --help',
      'verify --help',
      'redeem --help',
    ])('`reup %s` shows examples first', async (line) => {
      const { code, out } = await reup(line);
      expect(code).toBe(0);
      expect(out).toMatch(/^Examples:\n {2}\S/);
      expect(out).toContain('--json');
    });

    it('has a file for every verb', async () => {
      for (const verb of Object.keys(VERBS)) expect(await loadVerb(verb)).toHaveProperty('define');
    });

    it('wants to know who acts', async () => {
      const nobody = await reup('products', { at: join(home, 'nowhere') });
      expect(nobody).toMatchObject({ code: 2, err: expect.stringContaining('REUP_TOKEN') as unknown });
      const noTill = await reup(`till check ${SERIAL}`, { at: join(home, 'nowhere') });
      expect(noTill).toMatchObject({ code: 2, err: expect.stringContaining('--private-key') as unknown });
      const elsewhere = await reup(['products', '--url', 'https://reup.example']);
      expect(elsewhere).toMatchObject({ code: 2, err: expect.stringContaining('this machine only') as unknown });
    });
  });

  describe('the office', () => {
    it('asks for cards as the person whose role may, and says so', async () => {
      far.routes = {
        'GET /v1/office/products': PRODUCTS,
        'POST /v1/office/batches': say(201, { ...BATCH, state: 'requested', minted: 0 }),
      };
      const { code, out, err } = await reup('batch request 3 1,000');
      expect(code).toBe(0);
      expect(far.call('POST /v1/office/batches')).toMatchObject({
        body: { productId: '1', quantity: 1_000 },
        headers: { authorization: 'Bearer token-of-bela', 'idempotency-key': expect.stringMatching(/^[\w-]{36}$/) },
      });
      expect(out).toContain('state   requested\n');
      expect(err).toBe(
        'as bela@demo.test (batch-manager)\n1,000 × Three months, USD 30.00 each\nnext: reup batch approve 000117 --wait\n',
      );
    });

    it('gives one JSON object', async () => {
      far.routes = SHOWN;
      const { out, err } = await reup('batch show 117 --json');
      expect(out).toBe(`${JSON.stringify({ ...BATCH, equation: EQUATION, timeline: [DEED] })}\n`);
      expect(err).not.toContain('next:');
    });

    it('shows where a batch’s cards are, what happened to it, and what it waits for', async () => {
      far.routes = { ...SHOWN, 'GET /v1/office/batches/000117': say(200, { ...BATCH, nextStep: 'seal' }) };
      const { out, err } = await reup('batch show 117');
      expect(out).toContain('1,000 minted = 10 spoiled + 990 in the warehouse\n');
      expect(out).toMatch(/^2026-11-24T06:01:00.000Z +batch.request +Bela$/m);
      expect(err).toContain('next: reup batch seal 000117');
      const broken = { ...EQUATION, warehouse: 989, closes: false };
      far.routes = { ...SHOWN, 'GET /v1/office/batches/000117/equation': say(200, broken) };
      expect((await reup('batch show 117')).out).toContain('1,000 minted ≠ 10 spoiled + 989 in the warehouse');
    });

    it('lists what is asked for only', async () => {
      const page = say(200, {
        items: [{ ...BATCH, productName: 'Three months', nextStep: 'make_sheets' }],
        next: null,
      });
      far.routes = { 'GET /v1/office/batches?state=minted&productId=1&limit=200': page };
      const { code, out } = await reup('batch list --state minted --product 1');
      expect(code).toBe(0);
      expect(out).toMatch(/^000117 +minted +Three months +1000 +1000 +make sheets$/m);
    });

    it('spoils a range when it is meant, in the batch that the serial names', async () => {
      far.routes = { 'POST /v1/office/batches/000117/spoil': say(200, BATCH) };
      const spoil = ['batch', 'spoil', SERIAL, '--reason', 'smeared'];
      expect(await reup(spoil)).toMatchObject({ code: 2 });
      expect(far.calls).toEqual([]);
      expect(await reup([...spoil, '--yes'])).toMatchObject({ code: 0 });
      expect(far.calls[0]!.body).toEqual({ firstSerial: SERIAL, lastSerial: SERIAL, reason: 'smeared' });
    });

    it('asks for a look and a print house', async () => {
      far.routes = { 'GET /v1/office/products': PRODUCTS, 'POST /v1/office/batches': say(201, BATCH) };
      await reup('batch request 3 10 --template 2 --house-key 4');
      expect(far.call('POST /v1/office/batches').body).toEqual({
        productId: '1',
        quantity: 10,
        templateId: '2',
        houseKeyId: '4',
      });
    });

    it('wants the product named where months are not enough', async () => {
      far.routes = { 'GET /v1/office/products': PRODUCTS };
      expect(await reup('batch request 12 10')).toMatchObject({
        code: 2,
        err: expect.stringContaining('2 (A year)') as unknown,
      });
      expect(await reup('batch request 6 10')).toMatchObject({
        code: 2,
        err: expect.stringContaining('There are:') as unknown,
      });
    });

    it('acts as whom it is told', async () => {
      far.routes = { 'GET /v1/office/products': PRODUCTS };
      await reup('products --as approver');
      await reup('products --as alex@demo.test');
      await reup('products --token given');
      await reup('products', { env: { REUP_TOKEN: 'from-env' } });
      expect(far.calls.map(({ headers }) => headers.authorization)).toEqual(
        ['token-of-anna', 'token-of-alex', 'given', 'from-env'].map((token) => `Bearer ${token}`),
      );
    });

    it('tells a refusal with its code', async () => {
      far.routes = { 'POST /v1/office/batches/000117/approve': problem(403, 'approval.same_person') };
      expect(await reup('batch approve 117')).toMatchObject({
        code: 3,
        out: '',
        err: expect.stringContaining('approval.same_person: told: approval.same_person') as unknown,
      });
      const { code, out } = await reup('batch approve 117 --json');
      expect(code).toBe(3);
      expect(JSON.parse(out)).toMatchObject({ code: 'approval.same_person', status: 403 });
    });

    it('names the fields that were wrong', async () => {
      const errors = [{ pointer: '/quantity', detail: 'quantity must not be above 9999999', code: 'max' }];
      far.routes = {
        'GET /v1/office/products': PRODUCTS,
        'POST /v1/office/batches': problem(400, 'request.invalid', { errors }),
      };
      const { code, err } = await reup('batch request 3 99999999');
      expect(code).toBe(3);
      expect(err).toContain('/quantity: quantity must not');
    });

    it('asks a busy server again with the same key, and tells one that is not there', async () => {
      const busy = problem(503, 'busy', {});
      far.routes = {
        'POST /v1/office/batches/000117/release': inTurn(
          (response, call) => (response.setHeader('retry-after', '0'), busy(response, call)),
          say(200, { ...BATCH, state: 'released' }),
        ),
      };
      expect(await reup('batch release 117')).toMatchObject({ code: 0 });
      expect(new Set(far.calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
      expect(far.calls).toHaveLength(2);
      far.routes = {
        'GET /v1/office/products': (response) => void response.writeHead(502).end('<h1>Bad gateway</h1>'),
      };
      expect(await reup('products')).toMatchObject({ code: 4, err: expect.stringContaining('502') as unknown });
      const gone = await reup(`products --url ${await FarSide.gone()} --json`);
      expect(gone.code).toBe(4);
      expect(JSON.parse(gone.out)).toMatchObject({ code: 'unreachable' });
    });

    it('tells what it would send', async () => {
      const { code, out } = await reup('batch release 117 --dry-run --json');
      expect(code).toBe(0);
      expect(JSON.parse(out)).toEqual({ method: 'POST', path: '/v1/office/batches/000117/release' });
      expect(far.calls).toEqual([]);
    });

    it('reads lists page by page', async () => {
      const row = (id: string) => ({ ...BATCH, id });
      far.routes = {
        'GET /v1/office/batches?limit=200': say(200, { items: [row('000003'), row('000002')], next: 'a/b' }),
        'GET /v1/office/batches?limit=200&cursor=a%2Fb': say(200, { items: [row('000001')], next: null }),
      };
      const { out } = await reup('batch list');
      expect(out.split('\n').map((line) => line.split(/\s+/)[0])).toEqual(['batch', '000003', '000002', '000001', '']);
      expect(out).not.toMatch(/ \n/);
      expect(out).not.toContain('\u001b');
    });

    it('watches a mint to its end, over a stream that breaks off', async () => {
      const at = (minted: number) => `data: ${JSON.stringify({ state: 'minting', minted, quantity: 1_000 })}\n\n`;
      const stream =
        (end: (response: ServerResponse) => void): Answer =>
        async (response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' }).write(at(250));
          await delay(20);
          end(response);
        };
      const minting = say(200, { ...BATCH, state: 'minting', minted: 100 });
      far.routes = {
        'POST /v1/office/batches/000117/approve': say(202, { ...BATCH, state: 'approved' }),
        'GET /v1/office/batches/000117': inTurn(minting, minting, say(200, BATCH)),
        'GET /v1/office/batches/000117/progress': inTurn(
          stream((response) => void response.destroy()),
          stream((response) => void response.end(at(1_000))),
        ),
      };
      const { code, out, err } = await reup('batch approve 117 --wait');
      expect(code).toBe(0);
      expect(out).toContain(`first  ${SERIAL}`);
      expect(err).toContain('as anna@demo.test (approver)');
      expect(far.lines.filter((line) => line.endsWith('/progress'))).toHaveLength(2);
    });

    it('calls a mint that failed a refusal', async () => {
      far.routes = {
        'GET /v1/office/batches/000117': say(200, { ...BATCH, state: 'failed', minted: 7, reason: 'disk full' }),
      };
      const { code, err } = await reup('batch watch 117');
      expect(code).toBe(3);
      expect(err).toContain('batch 000117 is failed: disk full (7 of 1000 cards)');
    });

    const sheet = { id: 's-1', state: 'making', done: 500, cards: 1_000 };

    it('waits for the sheets and saves them for their owner alone', async () => {
      far.routes = {
        'POST /v1/office/batches/000117/sheets': say(202, sheet),
        'GET /v1/office/batches/000117/sheets/s-1': inTurn(
          say(200, sheet),
          say(200, { ...sheet, state: 'ready', bytes: 8 }),
        ),
        'GET /v1/office/batches/000117/sheets/s-1.pdf': (response) => void response.end('%PDF-1.7'),
      };
      const out = join(home, 'a.pdf');
      const { code, out: told } = await reup(['batch', 'sheets', '117', '--out', out, '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(told)).toEqual({ batchId: '000117', files: [{ id: 's-1', file: out, bytes: 8 }] });
      expect(await readFile(out, 'utf8')).toBe('%PDF-1.7');
      expect((await stat(out)).mode & 0o777).toBe(0o600);
      expect(far.call('POST /v1/office/batches/000117/sheets').body).toEqual({});
    });

    it('saves the files of a large batch one by one', async () => {
      const ready = { ...sheet, state: 'ready', bytes: 8 };
      far.routes = {
        'POST /v1/office/batches/000117/sheets': say(202, { ...sheet, files: ['s-1', 's-2'] }),
        'GET /v1/office/batches/000117/sheets/s-1': say(200, ready),
        'GET /v1/office/batches/000117/sheets/s-2': say(200, ready),
        'GET /v1/office/batches/000117/sheets/s-1.pdf': (response) => void response.end('%PDF-1.7'),
        'GET /v1/office/batches/000117/sheets/s-2.pdf': (response) => void response.end('%PDF-1.6'),
      };
      const { code, out } = await reup(['batch', 'sheets', '117', '--out', join(home, 'c.pdf')]);
      expect(code).toBe(0);
      expect(out).toContain('c-1-of-2.pdf');
      expect(await readFile(join(home, 'c-2-of-2.pdf'), 'utf8')).toBe('%PDF-1.6');
    });

    it('leaves nothing of a download that broke off', async () => {
      far.routes = {
        'POST /v1/office/batches/000117/sheets': say(202, sheet),
        'GET /v1/office/batches/000117/sheets/s-1': say(200, { ...sheet, state: 'ready', bytes: 100 }),
        'GET /v1/office/batches/000117/sheets/s-1.pdf': async (response) => {
          response.writeHead(200, { 'content-length': '100' }).write('%PDF');
          await delay(20);
          response.destroy();
        },
      };
      const file = join(home, 'b.pdf');
      expect(await reup(['batch', 'sheets', '117', '--out', file])).toMatchObject({ code: 4 });
      await expect(stat(file)).rejects.toThrow('ENOENT');
      await expect(stat(`${file}.part`)).rejects.toThrow('ENOENT');
    });

    it('seals only when it is meant', async () => {
      far.routes = { 'POST /v1/office/batches/000117/seal': say(200, { ...BATCH, state: 'sealed' }) };
      expect(await reup('batch seal 117')).toMatchObject({ code: 2, err: expect.stringContaining('--yes') as unknown });
      expect(await reup('batch seal 117', { tty: true, keys: 'yes\n' })).toMatchObject({ code: 2 });
      expect(far.calls).toEqual([]);
      expect(await reup('batch seal 117', { tty: true, keys: '000117\n' })).toMatchObject({ code: 0 });
      const { err } = await reup('batch seal 117 --yes');
      expect(err).toContain('next: reup batch release 000117');
      expect(far.lines).toHaveLength(2);
    });

    it('says that a freeze needs a second person', async () => {
      far.routes = { 'POST /v1/office/batches/000117/unfreeze': say(200, { ...BATCH, state: 'frozen' }) };
      const { err } = await reup('batch unfreeze 117');
      expect(err).toContain('unfreeze 000117 --as approver');
      far.routes = { 'POST /v1/office/batches/000117/freeze': say(200, { ...BATCH, state: 'frozen' }) };
      await reup(['batch', 'freeze', '117', '--reason', 'canary tried']);
      expect(far.calls.at(-1)!.body).toEqual({ reason: 'canary tried' });
    });

    it('ships the next cards of a batch', async () => {
      const box = (first: bigint, last: bigint) => ({
        id: 'c',
        firstSerial: serialOf(first),
        lastSerial: serialOf(last),
      });
      const sent = {
        id: 'c-2',
        state: 'shipped',
        storeId: '7',
        cards: 50,
        firstSerial: 'x',
        lastSerial: 'y',
        received: null,
      };
      far.routes = {
        'GET /v1/office/stores': list({ id: '7', name: 'Corner Shop' }, { id: '8', name: 'Kiosk' }),
        'GET /v1/office/consignments': list(box(1_180_000_000n, 1_180_000_099n), box(1_170_000_000n, 1_170_000_099n)),
        'POST /v1/office/consignments': say(201, sent),
      };
      const { code, err } = await reup(['ship', '--batch', '117', '--count', '50', '--store', 'corner shop']);
      expect(code).toBe(0);
      expect(far.call('POST /v1/office/consignments').body).toEqual({
        storeId: '7',
        firstSerial: serialOf(1_170_000_100n),
        lastSerial: serialOf(1_170_000_149n),
      });
      expect(err).toContain('next: reup receive c-2 --count 50');
      expect(await reup('ship --batch 117 --count 50 --store 9')).toMatchObject({ code: 2 });
    });

    it('counts a box', async () => {
      const box = {
        id: 'c-2',
        state: 'received_short',
        storeId: '7',
        cards: 50,
        received: 49,
        firstSerial: SERIAL,
        lastSerial: SERIAL,
      };
      far.routes = { 'POST /v1/office/consignments/c-2/receive': say(200, box) };
      const { out, err } = await reup(`receive c-2 --count 49 --missing ${SERIAL}`);
      expect(far.calls[0]).toMatchObject({
        body: { count: 49, missing: [SERIAL] },
        headers: { authorization: 'Bearer token-of-stan' },
      });
      expect(out).toContain('49 of 50');
      expect(err).toContain('exception');
      expect(err).not.toContain('next:'); // the first card is not there to be sold
      far.routes = {
        'POST /v1/office/consignments/c-2/receive': say(200, { ...box, state: 'received', storeId: '4' }),
      };
      expect((await reup('receive c-2 --count 50')).err).toContain(`next: reup till check ${SERIAL} --terminal 3`);
    });

    it('tells a card’s life as a time line', async () => {
      const card = {
        serial: SERIAL,
        state: 'active',
        months: 3,
        batchId: '000117',
        history: [
          { at: '2026-11-01T10:00:00Z', event: 'mint', actor: 'system', cards: 1_000, detail: null },
          {
            at: '2026-11-03T10:00:00Z',
            event: 'activate',
            actor: 'terminal:1',
            storeId: '7',
            cards: 1,
            detail: { receipt: 'R-1' },
          },
        ],
        attempts: [{ at: '2026-11-02T10:00:00Z', verb: 'preview', channel: 'api', reason: 'card.not_sold' }],
      };
      far.routes = { [`GET /v1/office/cards/${SERIAL}`]: say(200, card) };
      const { out, err } = await reup(['card', SERIAL.replace(/(.{4})(?=.)/g, '$1 ')]);
      expect(out.split('\n\n')[1]).toBe(
        '2026-11-01T10:00:00Z  mint       system · with 999 others\n' +
          '2026-11-02T10:00:00Z  PIN tried  preview by api · card.not_sold\n' +
          '2026-11-03T10:00:00Z  activate   terminal:1 · store 7 · receipt R-1\n',
      );
      expect(err).toContain(`next: reup redeem <device> --serial ${SERIAL}`);
    });
  });

  describe('the till', () => {
    it('asks for the price, sells, and prints a slip that hides the serial', async () => {
      far.routes = { 'POST /v1/pos/cards/check': say(200, CHECKED), 'POST /v1/pos/activations': say(201, SOLD) };
      const { code, out, err } = await reup(`till sell ${SERIAL} --receipt R-1 --terminal 2`);
      expect(code).toBe(0);
      const { headers, body } = far.call('POST /v1/pos/activations');
      expect(body).toEqual({ code: SERIAL, amountMinor: 3_000, currency: 'USD', receipt: 'R-1' });
      expect(headers['signature-input']).toContain('keyid="till-2"');
      expect(err).toContain(`key ${headers['idempotency-key'] as string}`);
      expect(out).toContain(`serial         ${SERIAL.slice(0, 4)} 01•• •••• ${SERIAL.slice(-4)}\n`);
      expect(out).toMatch(/^SOLD {2}3 months\n/);
      for (const fact of ['USD 30.00', '7K2M91QX', '2026-11-24', 'k-1']) expect(out).toContain(fact);
      expect(out).not.toContain(SERIAL);
    });

    it('repeats a sale by its key without asking again', async () => {
      far.routes = { 'POST /v1/pos/activations': say(201, SOLD, { 'idempotency-replayed': 'true' }) };
      const { out, err } = await reup(`till sell ${SERIAL} --amount-minor 3000 --currency USD --key k-1 --json`);
      expect(far.lines).toEqual(['POST /v1/pos/activations']);
      expect(far.calls[0]!.headers['idempotency-key']).toBe('k-1');
      expect(JSON.parse(out)).toEqual(SOLD);
      expect(err).toContain('sold before');
    });

    it('reads a refusal to the clerk', async () => {
      far.routes = {
        'POST /v1/pos/cards/check': say(200, CHECKED),
        'POST /v1/pos/activations': problem(409, 'card.already_active'),
      };
      expect(await reup(`till sell ${SERIAL}`)).toMatchObject({
        code: 3,
        out: '',
        err: expect.stringContaining('card.already_active: Already sold. Take another card.') as unknown,
      });
      far.routes = { 'POST /v1/pos/cards/check': say(200, { ...CHECKED, sellable: false, code: 'card.expired' }) };
      const { code, out } = await reup(`till check ${SERIAL}`);
      expect(code).toBe(0);
      expect(out).toContain('DO NOT SELL  card.expired: Too old. Take another.');
    });

    it('sells nothing in a dry run', async () => {
      far.routes = { 'POST /v1/pos/cards/check': say(200, CHECKED) };
      expect(await reup(`till sell ${SERIAL} --dry-run`)).toMatchObject({
        code: 0,
        out: 'would send POST /v1/pos/activations\n',
      });
      expect(await reup('till reverse k-1 --dry-run')).toMatchObject({ code: 0 });
      expect(far.lines).toEqual(['POST /v1/pos/cards/check']);
    });

    it('follows a key', async () => {
      far.routes = {
        'GET /v1/pos/activations/k-1': say(200, { key: 'k-1', state: 'unknown' }),
        'POST /v1/pos/activations/k-1/reversal': say(200, { ...SOLD, state: 'reversed' }),
        'POST /v1/pos/activations/k-1/void': say(200, { ...SOLD, state: 'voided' }),
      };
      expect((await reup('till status k-1')).out).toContain('state  unknown');
      expect((await reup('till reverse k-1')).out).toContain('reversed');
      expect(await reup(['till', 'void', 'k-1', '--reason', 'wrong card'])).toMatchObject({ code: 2 });
      await reup(['till', 'void', 'k-1', '--reason', 'wrong card', '--supervisor-code', '4711', '--yes']);
      expect(far.calls.at(-1)!.body).toEqual({ reason: 'wrong card', supervisorCode: '4711' });
    });

    it('takes another till’s key, and no key that is none', async () => {
      far.routes = { 'POST /v1/pos/cards/check': say(200, CHECKED) };
      const pem = join(home, 'till.pem');
      await writeFile(pem, (await makeTerminalKey()).privateKeyPem);
      await reup(['till', 'check', SERIAL, '--key-id', 'shop-9', '--private-key', pem]);
      expect(far.calls[0]!.headers['signature-input']).toContain('keyid="shop-9"');
      for (const line of [
        `till check ${SERIAL} --key-id shop-9`,
        `till check ${SERIAL} --key-id shop-9 --private-key ${join(home, 'demo.json')}`,
        `till check ${SERIAL} --terminal 9`,
      ]) {
        expect(await reup(line)).toMatchObject({ code: 2 });
      }
    });

    it('says that nothing has happened when nobody is there', async () => {
      const { code, err } = await reup(`till check ${SERIAL} --url ${await FarSide.gone()}`);
      expect(code).toBe(4);
      expect(err).toContain('Nothing has happened');
    });
  });

  describe('the customer', () => {
    const GRANTED = { id: 'r', state: 'granted', paidThrough: '2027-06-03', receipt: 'R-7K2M-91QX' };
    const PREVIEW = { productId: '1', months: 3, days: 92, paidThroughBefore: null, paidThroughAfter: '2027-06-03' };

    it('types the PIN unseen', async () => {
      far.routes = { 'POST /v1/redemptions': say(201, GRANTED) };
      const { code, out, err } = await reup('redeem 5550100042', { tty: true, keys: '1234 5678 9012 3452\n' });
      expect(code).toBe(0);
      expect(far.calls[0]).toMatchObject({ body: { pin: PIN, device: '5550100042' } });
      expect(far.calls[0]!.headers.authorization).toBeUndefined();
      expect(out).toContain('runs until  2027-06-03');
      expect((out + err).replace(/\D/g, '')).not.toContain('3452');
    });

    it('takes it from stdin or, in the demo world, by its serial', async () => {
      far.routes = { 'POST /v1/redemptions/preview': say(200, PREVIEW), 'POST /v1/redemptions': say(201, GRANTED) };
      const { out } = await reup(`preview 5550100042 --pin-stdin --serial ${SERIAL}`, { keys: `${PIN}\nmore` });
      expect(out).toContain('now until  never ran');
      await reup(`redeem 5550100042 --demo-pin ${SERIAL}`);
      expect(far.calls.map(({ body }) => body)).toEqual([
        { pin: PIN, device: '5550100042', serial: SERIAL },
        { pin: PIN, device: '5550100042' },
      ]);
    });

    it.each([
      [`redeem 5550100042 --pin ${PIN}`, 'history'],
      ['redeem 5550100042 --pin', 'history'],
      ['redeem 5550100042', 'no terminal'],
      ['redeem 5550100042 --demo-pin 9700012300045613', 'knows no PIN'],
    ])('`reup %s` sends nothing', async (line, words) => {
      const { code, err } = await reup(line);
      expect(code).toBe(2);
      expect(err).toContain(words);
      expect(far.calls).toEqual([]);
    });

    it('counts the digits', async () => {
      expect(await reup('redeem 5550100042 --pin-stdin', { keys: '12345\n' })).toMatchObject({
        code: 2,
        err: expect.stringContaining('That were 5 digits') as unknown,
      });
    });

    it('tells that a card is being checked, or refused', async () => {
      far.routes = {
        'POST /v1/redemptions': say(201, {
          ...GRANTED,
          state: 'held',
          paidThrough: null,
          answerBy: '2026-11-25T06:00:00Z',
        }),
      };
      expect((await reup(`redeem 5550100042 --demo-pin ${SERIAL}`)).out).toContain('answer by  2026-11-25T06:00:00Z');
      far.routes = { 'POST /v1/redemptions': problem(422, 'pin.not_usable') };
      expect(await reup(`redeem 5550100042 --demo-pin ${SERIAL}`)).toMatchObject({ code: 3 });
    });

    it('previews in a dry run, redeems not', async () => {
      far.routes = { 'POST /v1/redemptions/preview': say(200, PREVIEW) };
      await reup(`preview 5550100042 --demo-pin ${SERIAL} --dry-run`);
      expect(await reup(`redeem 5550100042 --demo-pin ${SERIAL} --dry-run`)).toMatchObject({ code: 0 });
      expect(far.lines).toEqual(['POST /v1/redemptions/preview']);
    });
  });
});
