import { RetailService, createClerk, openShift } from '#lib/retail';
import { makeTerminalKey } from '#lib/till-client';
import { type Answer, TestApi, type TestTill } from '../support/api.js';
import { World } from '../support/world.js';

/** A till of another retailer's store walks along everything that belongs to one till. */
describe('what belongs to a till', () => {
  let world: World;
  let api: TestApi;
  let mine: TestTill;
  let theirs: TestTill;

  beforeAll(async () => {
    world = await World.create();
    api = await TestApi.start({ DATABASE_URL: world.url });
    mine = await tillOf(world.till);
    theirs = await tillOf(await world.otherTill());
  });
  afterAll(async () => {
    await api.close();
    await world.close();
  });

  const tillOf = async (till: { terminalId: number; storeId: number }): Promise<TestTill> => {
    const { privateKeyPem, publicKeyPem: publicKey } = await makeTerminalKey();
    const { keyId } = await world.transactions.run((tx) =>
      world.get(RetailService).addKey(tx, till.terminalId, { publicKey }),
    );
    return { terminalId: till.terminalId, storeId: till.storeId, keyId, privateKeyPem };
  };
  const call = (
    till: TestTill,
    method: 'DELETE' | 'GET' | 'POST',
    path: string,
    body?: object,
    idempotencyKey?: string,
  ): Promise<Answer> =>
    api.signedCall(till, {
      method,
      path: `/v1/pos/${path}`,
      ...(body === undefined ? {} : { body }),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
  const code = async (answer: Promise<Answer>): Promise<string> => (await answer).json.code;

  it('is neither seen nor changed by another one', async () => {
    await world.transactions.run(async (tx) => {
      await createClerk(tx, { storeId: mine.storeId, name: 'Anna', code: '17' });
      await openShift(tx, { terminalId: mine.terminalId, clerkCode: '17', floatMinor: 100n });
    });
    const [card] = await world.stock(1);
    const sale = { code: card!.serial, amountMinor: 3_000, currency: 'USD', clerk: '17' };
    expect((await call(mine, 'POST', 'activations', sale, 'walk-1')).status).toBe(201);
    expect((await call(mine, 'POST', 'activations/walk-1/slips', {})).json.copy).toBe(1);
    const { shift } = (await call(mine, 'GET', 'shifts/current')).json;

    expect((await call(theirs, 'GET', 'activations/walk-1')).json.state).toBe('unknown');
    for (const path of ['activations/walk-1/slip', 'activations/walk-1/slip.pdf'])
      expect(await code(call(theirs, 'GET', path))).toBe('activation.not_found');
    expect(await code(call(theirs, 'POST', 'activations/walk-1/slips', {}))).toBe('activation.not_found');
    expect(await code(call(theirs, 'POST', 'activations/walk-1/void', { reason: 'x' }))).toBe('activation.not_found');
    expect((await call(theirs, 'GET', 'shifts/current')).json.shift).toBeNull();
    expect(await code(call(theirs, 'GET', 'shifts/current/x'))).toBe('shift.not_open');
    expect(await code(call(theirs, 'POST', 'shifts/current/close', { counted: [], shiftId: shift.id }))).toBe(
      'shift.not_found',
    );
    expect(await code(call(theirs, 'GET', `shifts/${shift.id}/z`))).toBe('shift.not_found');
    expect(await code(call(theirs, 'POST', 'shifts', { clerk: '17', floatMinor: 0 }))).toBe('clerk.not_found');
    expect((await call(theirs, 'GET', 'terminal')).json.clerks).toEqual([]);
    expect(await code(call(theirs, 'DELETE', `keys/${mine.keyId}`))).toBe('terminal.not_found');
    // A reversal is of its own key of that name, which stands for no sale.
    expect((await call(theirs, 'POST', 'activations/walk-1/reversal')).status).toBe(200);

    expect((await call(mine, 'GET', 'activations/walk-1')).json.state).toBe('active');
    expect((await call(mine, 'GET', 'shifts/current')).json).toMatchObject({ shift: { id: shift.id }, salesCount: 1 });
    expect((await call(mine, 'GET', 'activations/walk-1/slip')).json.copy).toBe(1);
    expect(await world.broken()).toEqual([]);
  });
});
