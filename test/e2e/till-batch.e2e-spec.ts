import { makeTerminalKey } from '#lib/till-client';
import { RetailService } from '#lib/retail';
import { TestApi, type TestTill } from '../support/api.js';
import { World } from '../support/world.js';

describe('stored sales and repeats over HTTP', () => {
  let world: World;
  let api: TestApi;
  let till: TestTill;

  beforeAll(async () => {
    world = await World.create();
    api = await TestApi.start({ DATABASE_URL: world.url });
    const { privateKeyPem, publicKey } = await makeTerminalKey();
    const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(publicKey).toString('base64')}\n-----END PUBLIC KEY-----\n`;
    const { terminalId, storeId } = world.till;
    await world.transactions.run((tx) =>
      world.get(RetailService).addKey(tx, terminalId, { publicKey: pem, keyId: 'batch-till' }),
    );
    till = { terminalId, storeId, keyId: 'batch-till', privateKeyPem };
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(async () => {
    await api.close();
    await world.close();
  });

  const soldAt = new Date(Date.now() - 60_000).toISOString();
  const line = (serial: string, key: string, more: object = {}) => ({
    key,
    code: serial,
    amountMinor: 3_000,
    currency: 'USD',
    soldAt,
    ...more,
  });
  const send = (lines: unknown) =>
    api.signedCall(till, { method: 'POST', path: '/v1/pos/activations/batch', body: { lines } });

  it('answers each line; one that can’t be read harms no other and becomes somebody’s work once', async () => {
    const [a, b, c] = await world.stock(3);
    const lines = [
      line(a!.serial, 'http-1'),
      line(`${b!.serial.slice(0, 15)}${(Number(b!.serial[15]) + 1) % 10}`, '0001-20261124-000017'),
      line(b!.serial, 'http 3 with spaces'),
      { key: 'http-4', code: c!.serial },
      'nonsense',
      line('09501101530003', 'http-6'),
      line(c!.serial, 'http-7', { amountMinor: 2_900 }),
    ];
    for (const replayed of [undefined, true]) {
      const { status, json } = await send(lines);
      expect(status).toBe(200);
      const told = json.lines.map((one: Record<string, unknown>) => [one['key'], one['status'], one['code']]);
      expect(told).toEqual([
        ['http-1', 201, undefined],
        ['0001-20261124-000017', 400, 'serial.check_digit'],
        ['http 3 with spaces', 400, 'request.invalid'],
        ['http-4', 400, 'request.invalid'],
        ['', 400, 'request.invalid'],
        ['http-6', 400, 'scan.gtin_only'],
        ['http-7', 201, undefined],
      ]);
      expect(json.lines[0]).toMatchObject({ state: 'active', serial: a!.serial, totalMinor: 3_000 });
      expect(json.lines[0].replayed).toBe(replayed);
      expect(json.lines[6]).toMatchObject({ amountMinor: 3_000, exceptions: ['PRICE'] });
    }
    const work = await world.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM exception WHERE code = 'UNREADABLE_SERIAL' AND card_id IS NULL`,
    );
    expect(work).toEqual([{ n: 5 }]);
    const sources = await world.rows<{ source: string }>(
      `SELECT source FROM exception WHERE detail->>'key' = '0001-20261124-000017'`,
    );
    expect(sources.map(({ source }) => source.startsWith(`${till.terminalId} 0001-20261124-000017 `))).toEqual([true]);
  });

  it('takes five hundred lines in one call, and no more', async () => {
    const cards = await world.stock(500);
    const lines = cards.map(({ serial }, i) =>
      line(serial, `five-hundred-${i}`, { receipt: `R-${i}`.padEnd(60, '.') }),
    );
    const { status, json } = await send(lines);
    expect([status, json.lines.length]).toEqual([200, 500]);
    expect(new Set(json.lines.map((one: { status: number }) => one.status))).toEqual(new Set([201]));
    const tooMany = await send([...lines, line(cards[0]!.serial, 'one-more')]);
    expect([tooMany.status, tooMany.json.code]).toEqual([400, 'request.invalid']);
    expect((await send([])).json.code).toBe('request.invalid');
  });

  it('cut after the third of nine lines: three stand, and the resend of all nine replays them', async () => {
    const cards = await world.stock(9);
    const lines = cards.map(({ serial }, i) => line(serial, `cut-${i}`));
    await send(lines.slice(0, 3));
    const { json } = await send(lines);
    expect(json.lines.map((one: { replayed?: boolean }) => one.replayed === true)).toEqual([
      ...Array(3).fill(true),
      ...Array(6).fill(false),
    ]);
  });

  it('fifty equal sales at once are one effect and fifty equal answers', async () => {
    const [card] = await world.stock(1);
    const body = { code: card!.serial, amountMinor: 3_000, currency: 'USD' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        api.signedCall(till, { method: 'POST', path: '/v1/pos/activations', body, idempotencyKey: 'fifty' }),
      ),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
  });

  it('a sale, its reversal and a stored copy of it at once end as one of the two truths, never both', async () => {
    const cards = await world.stock(12);
    for (const [i, { serial, id }] of cards.entries()) {
      const key = `race-${i}`;
      const body = { code: serial, amountMinor: 3_000, currency: 'USD' };
      const path = `/v1/pos/activations/${key}/reversal`;
      const [sale, reversal] = await Promise.all([
        api.signedCall(till, { method: 'POST', path: '/v1/pos/activations', body, idempotencyKey: key }),
        api.signedCall(till, { method: 'POST', path }),
        send([line(serial, key)]),
      ]);
      expect(reversal.status).toBe(200);
      expect([201, 409]).toContain(sale.status);
      expect(await world.stateOf({ id })).toBe('in_store');
    }
  });
});
