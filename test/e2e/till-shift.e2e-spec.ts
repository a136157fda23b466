import { createClerk, hashClerkCode, hashSupervisorCode } from '#lib/retail';
import { type Answer, TestApi, type TestTill } from '../support/api.js';
import { until } from '../support/until.js';
import { World } from '../support/world.js';
import { makeTerminalKey } from '#lib/till-client';
import { RetailService } from '#lib/retail';

/** A till of the world's store, with two clerks: Anna (17, signs in with 1717) and Sam (99, supervisor 4711). */
async function tillOf(world: World): Promise<TestTill> {
  const { privateKeyPem, publicKey } = await makeTerminalKey();
  const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(publicKey).toString('base64')}\n-----END PUBLIC KEY-----\n`;
  const { storeId, terminalId } = world.till;
  const [signInHash, supervisorCodeHash, samHash] = await Promise.all([
    hashClerkCode('1717'),
    hashSupervisorCode('4711'),
    hashClerkCode('9999'),
  ]);
  await world.transactions.run(async (tx) => {
    await createClerk(tx, { storeId, name: 'Anna', code: '17', signInHash });
    await createClerk(tx, { storeId, name: 'Sam', code: '99', supervisorCodeHash, signInHash: samHash });
    await world.get(RetailService).addKey(tx, terminalId, { publicKey: pem, keyId: 'shift-till' });
  });
  return { terminalId, storeId, keyId: 'shift-till', privateKeyPem };
}

describe('a drawer from its float to its Z report', () => {
  let world: World;
  let api: TestApi;
  let till: TestTill;

  beforeAll(async () => {
    world = await World.create();
    api = await TestApi.start({ DATABASE_URL: world.url });
    till = await tillOf(world);
  });
  afterAll(async () => {
    await api.close();
    await world.close();
  });

  const call = (method: 'GET' | 'POST', path: string, body?: unknown, idempotencyKey?: string): Promise<Answer> =>
    api.signedCall(till, {
      method,
      path: `/v1/pos/${path}`,
      ...(body === undefined ? {} : { body }),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
  const open = (body: object) => call('POST', 'shifts', body);
  const close = (body: object) => call('POST', 'shifts/current/close', body);
  const sell = async (key: string, serial: string) =>
    call('POST', 'activations', { code: serial, amountMinor: 3_000, currency: 'USD', clerk: '17' }, key);

  it('tells a till who may stand at it', async () => {
    const { json } = await call('GET', 'terminal');
    expect(json).toMatchObject({
      id: String(till.terminalId),
      clerks: [
        { code: '17', name: 'Anna', supervisor: false, suspended: false },
        { code: '99', name: 'Sam', supervisor: true, suspended: false },
      ],
      offline: { cards: 20, hours: 24 },
      shift: null,
    });
    expect(JSON.stringify(json)).not.toMatch(/argon2|hash/i);
  });

  it('signs a clerk in by code, tells the tries that are left, and then makes everybody wait', async () => {
    const signIn = (code: string, clerk = '99') => call('POST', 'clerks/sign-in', { clerk, code });
    expect((await signIn('9999')).json).toEqual({ clerk: '99', name: 'Sam', supervisor: true });
    const wrong = [];
    for (let n = 0; n < 5; n++) wrong.push(await signIn('0000', '55'));
    expect(wrong.map(({ json }) => json.code)).toEqual(Array(5).fill('clerk.code_wrong'));
    expect(wrong[0]!.json.detail).toContain('4');
    const waiting = await signIn('0000', '55');
    expect([waiting.status, waiting.json.code]).toEqual([429, 'rate.limited']);
    // Another clerk is not kept out by it.
    expect((await signIn('9999')).status).toBe(200);
  });

  it('opens once, sells, moves cash, counts blind, and prints the same Z for ever', async () => {
    const codeless = await open({ clerk: '17', floatMinor: 10_000 });
    expect([codeless.json.code, codeless.json.detail]).toEqual([
      'clerk.code_wrong',
      expect.stringContaining('sign-in code'),
    ]);
    const first = await open({ clerk: '17', code: '1717', floatMinor: 10_000 });
    expect([first.status, first.json.clerkName]).toEqual([201, 'Anna']);
    const again = await open({ clerk: '17', code: '1717', floatMinor: 99 });
    expect([again.json.id, again.json.floatMinor, again.headers['idempotency-replayed']]).toEqual([
      first.json.id,
      10_000,
      'true',
    ]);
    const elsewhere = await open({ clerk: '99', code: '9999', floatMinor: 0 });
    expect([elsewhere.json.code, elsewhere.json.detail]).toEqual([
      'shift.open_elsewhere',
      expect.stringContaining('Anna'),
    ]);

    const [a, b, c] = await world.stock(3);
    for (const [key, card] of [
      ['s-1', a],
      ['s-2', b],
      ['s-3', c],
    ] as const)
      expect((await sell(key, card!.serial)).status).toBe(201);
    expect((await call('POST', 'activations/s-3/void', { reason: 'wrong card' })).status).toBe(200);
    const payIn = { kind: 'pay_in', amountMinor: 500, reason: 'change from the bank' };
    const moved = await call('POST', 'shifts/current/moves', payIn, 'move-1');
    const movedAgain = await call('POST', 'shifts/current/moves', payIn, 'move-1');
    expect([moved.status, movedAgain.json.id, movedAgain.headers['idempotency-replayed']]).toEqual([
      201,
      moved.json.id,
      'true',
    ]);
    const other = await call('POST', 'shifts/current/moves', { ...payIn, amountMinor: 1 }, 'move-1');
    expect(other.json.code).toBe('request.key_reused');
    await call('POST', 'shifts/current/moves', { kind: 'drop', amountMinor: 2_000, reason: 'safe' }, 'move-2');

    const { json: current } = await call('GET', 'shifts/current');
    expect([current.salesCount, current.salesMinor]).toEqual([3, 9_000]);
    const { json: x } = await call('GET', 'shifts/current/x');
    expect(x.drawer).toEqual({
      openingMinor: 10_000,
      cashSalesMinor: 9_000,
      refundsMinor: 3_000,
      paidInMinor: 500,
      paidOutMinor: 2_000,
      expectedMinor: null,
      countedMinor: null,
      overShortMinor: null,
    });

    // 145.00 is expected; 144.00 is counted.
    const counted = [
      { unitMinor: 10_000, count: 1 },
      { unitMinor: 2_000, count: 2 },
      { unitMinor: 100, count: 4 },
    ];
    const unexplained = await close({ counted, shiftId: first.json.id });
    expect([unexplained.status, unexplained.json.code]).toEqual([422, 'shift.count_differs']);
    expect(unexplained.text).not.toMatch(/145|14,?500|1\.00/);
    const cards = [{ productId: x.products[0].productId, count: 5 }];
    const z = await close({ counted, cards, reason: 'gave a coin too much', shiftId: first.json.id });
    expect(z.json).toMatchObject({
      kind: 'z',
      zNumber: 1,
      clerk: { code: '17', name: 'Anna' },
      drawer: { expectedMinor: 14_500, countedMinor: 14_400, overShortMinor: -100 },
      reason: 'gave a coin too much',
      sales: { count: 3, amountMinor: 9_000 },
      undoneCount: 1,
      cards: [{ expected: 0, counted: 5 }],
    });
    expect(z.text).not.toContain(c!.serial);
    expect((await close({ counted: [], shiftId: first.json.id })).json).toEqual(z.json);
    const nameless = await close({ counted: [] });
    expect([nameless.json.code, nameless.json.detail]).toEqual(['shift.not_open', expect.stringContaining('shiftId')]);
    expect((await call('GET', `shifts/${first.json.id}/z`)).json).toEqual(z.json);
    expect((await call('GET', 'shifts/current/x')).json.code).toBe('shift.not_open');
    await expect(
      world.transactions.run((tx) => tx.rows('UPDATE shift SET counted_minor = 14500 WHERE id = $1', [first.json.id])),
    ).rejects.toThrow();
    expect(await world.rows(`SELECT code FROM exception WHERE source LIKE 'shift %'`)).toEqual([
      { code: 'COUNT_DIFF' },
    ]);
  });

  it('a large difference needs a supervisor, and a supervisor may take a drawer over uncounted', async () => {
    await open({ clerk: '17', code: '1717', floatMinor: 5_000 });
    const reason = 'drawer was left open';
    expect((await close({ counted: [], reason })).json.detail).toContain('supervisor');
    expect((await close({ counted: [], reason, supervisorCode: '0000' })).json.code).toBe('supervisor.code_wrong');
    const z = await close({ counted: [], reason, supervisorCode: '4711' });
    expect(z.json).toMatchObject({
      zNumber: 2,
      drawer: { overShortMinor: -5_000 },
      supervisor: expect.stringMatching(/^clerk:/),
    });

    const annas = await open({ clerk: '17', code: '1717', floatMinor: 700 });
    const taken = await open({ clerk: '99', code: '9999', floatMinor: 100, supervisorCode: '4711' });
    expect([taken.status, taken.json.clerk]).toEqual([201, '99']);
    expect((await call('GET', `shifts/${annas.json.id}/z`)).json).toMatchObject({
      zNumber: 3,
      takenOver: true,
      drawer: { countedMinor: null, overShortMinor: null },
    });
    expect(await world.rows(`SELECT actor, detail FROM audit WHERE action = 'shift.take_over'`)).toEqual([
      {
        actor: `terminal:${till.terminalId}`,
        detail: {
          shiftId: annas.json.id,
          from: expect.stringMatching(/^clerk:\d+$/),
          to: expect.stringMatching(/^clerk:\d+$/),
          supervisor: expect.stringMatching(/^clerk:\d+$/),
        },
      },
    ]);
  });

  it('equal openings at once are one drawer', async () => {
    const now = await call('GET', 'shifts/current');
    await close({ counted: [{ unitMinor: 100, count: 1 }], shiftId: now.json.shift.id });
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => open({ clerk: '99', code: '9999', floatMinor: 1 })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(4).fill(201));
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
  });

  /** Answers of calls that are held up by what `hold` has locked, until each of them waits (or has gone past it). */
  const whileHeld = async (hold: string, values: readonly unknown[], calls: readonly (() => Promise<Answer>)[]) => {
    const under: Promise<Answer>[] = [];
    await world.transactions
      .run(async (tx) => {
        await tx.rows(hold, values);
        for (const [i, make] of calls.entries()) {
          let passed = false;
          under.push(make().finally(() => (passed = true)));
          await until(async () => {
            const [row] = await world.rows<{ n: number }>(
              `SELECT count(DISTINCT l.pid)::int AS n FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
                WHERE a.datname = current_database() AND NOT l.granted`,
            );
            return passed || row!.n > i;
          });
        }
        throw new Error('let go');
      })
      .catch((error: Error) => expect(error.message).toBe('let go'));
    return Promise.all(under);
  };
  const away = { counted: [], reason: 'a race', supervisorCode: '4711' };
  const empty = async () => {
    const { json } = await call('GET', 'shifts/current');
    if (json.shift !== null) await close({ ...away, shiftId: json.shift.id });
  };

  it('a sale under way while its drawer closes is in its Z report', async () => {
    await empty();
    const { json: shift } = await open({ clerk: '17', code: '1717', floatMinor: 0 });
    const [card] = await world.stock(1);
    const [sold, z] = await whileHeld(
      `INSERT INTO activation (id, terminal_id, key, state, retailer_id, store_id, ended_at)
       VALUES (gen_random_uuid(), $1, 'held-sale', 'reversed', $2, $3, now())`,
      [till.terminalId, world.till.retailerId, till.storeId],
      [
        () => sell('held-sale', card!.serial),
        () => close({ counted: [{ unitMinor: 3_000, count: 1 }], shiftId: shift.id }),
      ],
    );
    expect([sold!.status, z!.json.sales]).toEqual([201, { count: 1, amountMinor: 3_000, taxesMinor: 0 }]);
  });

  it('a void under way while the drawer closes is in its Z report', async () => {
    const { json: shift } = await open({ clerk: '17', code: '1717', floatMinor: 0 });
    const [card, outside] = await world.stock(2);
    await sell('held-void', card!.serial);
    // Cash that never was in a drawer comes out of none.
    const body = { code: outside!.serial, amountMinor: 3_000, currency: 'USD' };
    await call('POST', 'activations', body, 'no-drawer');
    await call('POST', 'activations/no-drawer/void', { reason: 'wrong card' });
    const [taken, z] = await whileHeld(
      `SELECT FROM activation WHERE terminal_id = $1 AND key = 'held-void' FOR UPDATE`,
      [till.terminalId],
      [
        () => call('POST', 'activations/held-void/void', { reason: 'wrong card' }),
        () => close({ counted: [], shiftId: shift.id }),
      ],
    );
    expect([taken!.status, z!.json.drawer.refundsMinor, z!.json.undoneCount]).toEqual([200, 3_000, 1]);
  });

  it('of sales and voids beside drawers that change hands each is in exactly one Z report', async () => {
    const before = await world.rows<{ id: string }>('SELECT id FROM shift');
    await open({ clerk: '17', code: '1717', floatMinor: 0 });
    const cards = await world.stock(40);
    const serve = async (from: number) => {
      for (const [i, { serial }] of cards.entries()) {
        if (i % 4 !== from) continue;
        const sold = await sell(`busy-${i}`, serial);
        expect([201, 409]).toContain(sold.status);
        if (sold.status === 201 && i % 3 === 0) {
          expect((await call('POST', `activations/busy-${i}/void`, { reason: 'wrong card' })).status).toBe(200);
        }
      }
    };
    const takeOver = async () => {
      for (const clerk of ['99', '17', '99', '17']) {
        const body = { clerk, code: clerk === '17' ? '1717' : '9999', floatMinor: 0, supervisorCode: '4711' };
        expect((await open(body)).status).toBe(201);
      }
    };
    await Promise.all([serve(0), serve(1), serve(2), serve(3), takeOver()]);
    await empty();

    const reports = await world.rows<{ z: { sales: { count: number }; undone: { key: string }[] } }>(
      'SELECT z_report AS z FROM shift WHERE id <> ALL ($1)',
      [before.map(({ id }) => id)],
    );
    const [{ sales, undone } = { sales: 0, undone: [] }] = await world.rows<{ sales: number; undone: string[] }>(
      `SELECT count(*)::int AS sales, coalesce(array_agg(key ORDER BY key) FILTER (WHERE state = 'voided'), '{}') AS undone
         FROM activation WHERE key LIKE 'busy-%' AND clerk = '17'`,
    );
    expect(reports.reduce((sum, { z }) => sum + z.sales.count, 0)).toBe(sales);
    expect(reports.flatMap(({ z }) => z.undone.map(({ key }) => key)).sort()).toEqual([...undone].sort());
    expect(undone.length).toBeGreaterThan(0);
  });
});
