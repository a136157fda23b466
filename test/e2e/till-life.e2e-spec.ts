import { ActivationService, LateSales, type Till } from '#lib/activation';
import { ENROLMENT_TRIES_MAX } from '#lib/retail';
import { RedemptionService } from '#lib/redemption';
import { makeTerminalKey } from '#lib/till-client';
import { type Answer, type Person, TestApi, type TestTill } from '../support/api.js';
import { until } from '../support/until.js';
import { type StockCard, World } from '../support/world.js';

const STORE = '192.0.2.7';
const STRANGER = '198.51.100.9';

describe('a till and its clerks, from the first code to the last', () => {
  let world: World;
  let api: TestApi;
  let admin: Person;
  let support: Person;
  let terminals = 0;

  beforeAll(async () => {
    world = await World.create();
    api = await TestApi.start({ DATABASE_URL: world.url, TRUSTED_PROXIES: '127.0.0.1' });
    [admin, support] = [await api.person('admin'), await api.person('support')];
  });
  afterAll(async () => {
    expect(await world.broken()).toEqual([]);
    await api.close();
    await world.close();
  });

  const office = (path: string, body?: object, { token } = admin): Promise<Answer> =>
    api.call(body === undefined ? 'GET' : 'POST', `/v1/office/${path}`, {
      token,
      ...(body === undefined ? {} : { body }),
    });
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const newTerminal = async (): Promise<string> => {
    const answer = await office('terminals', { storeId: String(world.till.storeId), name: `New till ${++terminals}` });
    expect([answer.status, answer.json.keys, answer.json.revokedAt]).toEqual([201, [], null]);
    return answer.json.id;
  };
  const codeFor = async (id: string): Promise<string> => (await office(`terminals/${id}/enrolment`, {})).json.code;
  const newKey = async () => {
    const { publicKeyPem: publicKey, privateKeyPem } = await makeTerminalKey();
    return { publicKey, privateKeyPem };
  };
  const enrol = (body: object, address = STORE): Promise<Answer> =>
    api.call('POST', '/v1/pos/enrolments', { body, headers: from(address) });
  const newTill = async (): Promise<TestTill> => {
    const id = await newTerminal();
    const { publicKey, privateKeyPem } = await newKey();
    const { json } = await enrol({ code: await codeFor(id), publicKey });
    return { terminalId: Number(id), storeId: world.till.storeId, keyId: json.keyId, privateKeyPem };
  };
  const pos = (
    till: TestTill,
    method: 'DELETE' | 'GET' | 'POST',
    path: string,
    body?: object,
    key?: string,
    address = STORE,
  ) =>
    api.signedCall(
      till,
      {
        method,
        path: `/v1/pos/${path}`,
        ...(body === undefined ? {} : { body }),
        ...(key === undefined ? {} : { idempotencyKey: key }),
      },
      { headers: from(address) },
    );
  const sell = (till: TestTill, { serial }: StockCard, key: string, clerk?: string): Promise<Answer> =>
    pos(
      till,
      'POST',
      'activations',
      { code: serial, amountMinor: 3_000, currency: 'USD', ...(clerk === undefined ? {} : { clerk }) },
      key,
    );
  const redeem = async ({ pin }: StockCard, device: string): Promise<string> => {
    const request = { pin, deviceNumber: device, channel: 'web', source: '203.0.113.7' };
    return (await world.get(RedemptionService).redeem(request)).redemption.state;
  };
  const audited = (subject: string): Promise<{ actor: string; action: string; detail: object | null }[]> =>
    world.rows('SELECT actor, action, detail FROM audit WHERE subject = $1 ORDER BY id', [subject]);

  it('puts its own key in, with a code that is good once and for ten minutes', async () => {
    const id = await newTerminal();
    expect((await office(`terminals/${id}/enrolment`, {}, support)).status).toBe(403);
    expect((await office('terminals/999999/enrolment', {})).json.code).toBe('terminal.not_found');
    const first = await office(`terminals/${id}/enrolment`, {});
    expect([first.status, first.json.code]).toEqual([201, expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)]);
    const second = await codeFor(id);

    const { publicKey, privateKeyPem } = await newKey();
    const ended = await enrol({ code: first.json.code, publicKey });
    expect([ended.status, ended.json.code]).toEqual([401, 'enrolment.invalid']);
    const written = { code: ` ${second.toLowerCase().replace('-', ' ')}`.trim(), publicKey };
    const enrolled = await enrol(written);
    expect([enrolled.status, enrolled.json]).toEqual([
      201,
      {
        terminalId: id,
        keyId: expect.any(String),
        name: expect.any(String),
        store: expect.any(Object),
        retailer: expect.any(String),
      },
    ]);
    // Its answer was lost: the same key gets it again. Another's does not.
    expect((await enrol(written)).json).toEqual(enrolled.json);
    expect((await enrol({ code: second, publicKey: (await newKey()).publicKey })).json.code).toBe('enrolment.invalid');
    const till = { terminalId: Number(id), storeId: world.till.storeId, keyId: enrolled.json.keyId, privateKeyPem };
    expect((await pos(till, 'GET', 'terminal')).json.id).toBe(id);

    const late = await codeFor(await newTerminal());
    await world.rows(`UPDATE terminal_enrolment SET expires_at = now() - interval '1 second' WHERE used_at IS NULL`);
    expect((await enrol({ code: late, publicKey })).json.code).toBe('enrolment.invalid');

    const deeds = await audited(`terminal:${id}`);
    expect(deeds.map(({ actor, action }) => [actor.split(':')[0], action])).toEqual([
      ['staff', 'terminal.create'],
      ['staff', 'terminal.enrolment'],
      ['staff', 'terminal.enrolment'],
      ['terminal', 'terminal.enrol'],
    ]);
    expect(JSON.stringify(deeds)).not.toMatch(new RegExp(`${first.json.code}|${second}`));
  });

  it('a code can’t be guessed: twenty wrong ones from an address, then it waits', async () => {
    const code = await codeFor(await newTerminal());
    const { publicKey } = await newKey();
    for (let n = 0; n < ENROLMENT_TRIES_MAX; n++) {
      expect((await enrol({ code: `WRNG-${1000 + n}`, publicKey }, STRANGER)).json.code).toBe('enrolment.invalid');
    }
    const refused = await enrol({ code, publicKey }, STRANGER);
    expect([refused.status, refused.json.code]).toEqual([429, 'rate.limited']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await enrol({ code, publicKey })).status).toBe(201);
  });

  it('a till that is set up anew ends the keys of the one that stood there', async () => {
    const old = await newTill();
    const { publicKey } = await newKey();
    expect((await enrol({ code: await codeFor(String(old.terminalId)), publicKey })).status).toBe(201);
    expect((await pos(old, 'GET', 'terminal')).status).toBe(401);
  });

  it('changes its key without a gap, and keeps one', async () => {
    const till = await newTill();
    const { publicKey, privateKeyPem } = await newKey();
    const added = await pos(till, 'POST', 'keys', { publicKey });
    expect(added.status).toBe(201);
    expect((await pos(till, 'POST', 'keys', { publicKey })).json).toEqual(added.json);
    const third = (await newKey()).publicKey;
    expect((await pos(till, 'POST', 'keys', { publicKey: third })).json.code).toBe('name.taken');
    const renewed = { ...till, keyId: added.json.keyId, privateKeyPem };
    expect((await pos(renewed, 'DELETE', `keys/${till.keyId}`)).status).toBe(200);
    expect((await pos(till, 'GET', 'terminal')).status).toBe(401);
    expect((await pos(renewed, 'DELETE', `keys/${renewed.keyId}`)).json.code).toBe('key.last');
    expect((await pos(renewed, 'GET', 'terminal')).status).toBe(200);
    const own = (await audited(`terminal:${till.terminalId}`)).filter(({ actor }) => actor.startsWith('terminal:'));
    expect(own).toEqual([
      expect.objectContaining({ action: 'terminal.enrol' }),
      expect.objectContaining({ action: 'terminal.add_key', actor: `terminal:${till.terminalId}` }),
      expect.objectContaining({ action: 'terminal.revoke_key', actor: `terminal:${till.terminalId}` }),
    ]);
  });

  it('speaks from one place; the first word from another network is an alert, once', async () => {
    const till = await newTill();
    const alerts = async () =>
      (await office('alerts?rule=terminal.network&state=open')).json.items.filter(
        ({ subject }: { subject: string }) => subject === `terminal:${till.terminalId}`,
      );
    const networks = async () =>
      (
        await world.rows('SELECT network::text FROM terminal_network WHERE terminal_id = $1 ORDER BY first_at', [
          till.terminalId,
        ])
      ).map(({ network }) => network);
    await pos(till, 'GET', 'terminal');
    await until(async () => (await networks()).length === 1);
    await pos(till, 'GET', 'terminal', undefined, undefined, '192.0.2.200');
    expect(await alerts()).toEqual([]);
    for (const address of [STRANGER, '198.51.100.77']) {
      expect((await pos(till, 'GET', 'terminal', undefined, undefined, address)).status).toBe(200);
    }
    await until(async () => (await alerts()).length === 1);
    expect(await networks()).toEqual(['192.0.2.0/24', '198.51.100.0/24']);
  });

  it('a clerk is made, signs in, is suspended, and may sell again', async () => {
    const till = await newTill();
    const clerk = { storeId: String(world.till.storeId), name: 'Anna', code: '17', signInCode: '1717' };
    expect((await office('clerks', { ...clerk, storeId: '999999' })).json.code).toBe('store.not_found');
    expect((await office('clerks', { ...clerk, signInCode: '17' })).json.code).toBe('request.invalid');
    expect((await office('clerks', clerk, support)).status).toBe(403);
    const made = await office('clerks', clerk);
    expect([made.status, made.json]).toEqual([
      201,
      {
        id: expect.any(String),
        storeId: clerk.storeId,
        name: 'Anna',
        code: '17',
        supervisor: false,
        canSignIn: true,
        suspendedAt: null,
        suspendedBecause: null,
      },
    ]);
    expect((await office('clerks', clerk)).json.code).toBe('name.taken');
    const sam = await office('clerks', { ...clerk, name: 'Sam', code: '99', supervisorCode: '4711' });
    expect(sam.json.supervisor).toBe(true);
    const listed = await office(`clerks?storeId=${clerk.storeId}`, undefined, support);
    expect(listed.json).toEqual({ items: [made.json, sam.json], next: null });
    expect((await office(`clerks?storeId=999999`)).json.items).toEqual([]);

    const { id } = made.json;
    const signIn = (code: string): Promise<Answer> => pos(till, 'POST', 'clerks/sign-in', { clerk: '17', code });
    expect((await signIn('1717')).json).toEqual({ clerk: '17', name: 'Anna', supervisor: false });
    expect((await office(`clerks/${id}/code`, { code: '2828' })).status).toBe(200);
    expect((await signIn('1717')).json.code).toBe('clerk.code_wrong');
    expect((await signIn('2828')).status).toBe(200);

    const opened = await pos(till, 'POST', 'shifts', { clerk: '17', code: '2828', floatMinor: 5_000 });
    expect(opened.status).toBe(201);
    const [first, second] = await world.stock(2);
    expect((await sell(till, first!, 'clerk-1', '17')).status).toBe(201);
    const reason = 'drawer short three times';
    expect((await office(`clerks/${id}/suspend`, { reason })).json.suspendedBecause).toBe(reason);
    expect((await office(`clerks/${id}/suspend`, { reason: 'again' })).json.suspendedBecause).toBe(reason);
    const refused = await sell(till, second!, 'clerk-2', '17');
    expect([refused.status, refused.json.code]).toEqual([403, 'clerk.suspended']);
    expect((await signIn('2828')).json.code).toBe('clerk.suspended');
    expect(await world.stateOf(second!)).toBe('in_store');
    expect((await office(`clerks/${id}/restore`, {})).json.suspendedAt).toBeNull();
    expect((await sell(till, second!, 'clerk-3', '17')).status).toBe(201);
    expect((await office('clerks/999999/restore', {})).json.code).toBe('clerk.not_found');

    const deeds = await audited(`clerk:${id}`);
    expect(deeds.map(({ action }) => action)).toEqual([
      'clerk.create',
      'clerk.set_code',
      'clerk.suspend',
      'clerk.suspend',
      'clerk.restore',
    ]);
    expect(JSON.stringify([deeds, made.json, listed.json])).not.toMatch(/1717|2828|4711|argon2/);
  });

  it('a stolen till is ended: nothing of it is heard, and what it sold since then waits for a person', async () => {
    const till = await newTill();
    const [before, open, used, late] = (await world.stock(4)) as [StockCard, StockCard, StockCard, StockCard];
    const device = await world.device({ opening: { months: 1, from: '2026-11-01' } });
    await sell(till, before, 'stolen-1');
    const [{ now }] = (await world.rows<{ now: Date }>('SELECT clock_timestamp() AS now')) as [{ now: Date }];
    await sell(till, open, 'stolen-2');
    await sell(till, used, 'stolen-3');
    expect(await redeem(used, device)).toBe('granted');
    const unused = await codeFor(String(till.terminalId));

    const path = `terminals/${till.terminalId}/revoke`;
    const since = now.toISOString();
    expect((await office(path, { since }, support)).status).toBe(403);
    expect((await office(path, { since: '2126-01-01T00:00:00Z' })).json.code).toBe('request.invalid');
    expect((await office('terminals/999999/revoke', { since })).json.code).toBe('terminal.not_found');
    expect((await pos(till, 'GET', 'terminal')).status).toBe(200);

    const revoked = await office(path, { since });
    expect([revoked.status, revoked.json.watched]).toEqual([200, 1]);
    expect(revoked.json.sales).toMatchObject([
      { serial: used.serial, key: 'stolen-3', state: 'redeemed' },
      { serial: open.serial, key: 'stolen-2', state: 'active' },
    ]);
    expect((await pos(till, 'GET', 'terminal')).status).toBe(401);
    expect((await enrol({ code: unused, publicKey: (await newKey()).publicKey })).json.code).toBe('enrolment.invalid');
    expect((await office(`terminals/${till.terminalId}/enrolment`, {})).json.code).toBe('terminal.not_found');
    const { items } = (await office(`terminals?storeId=${till.storeId}`)).json;
    const ended = items.find(({ id }: { id: string }) => id === String(till.terminalId));
    expect(ended.keys.map(({ revokedAt }: { revokedAt: string }) => revokedAt)).toEqual([ended.revokedAt]);
    expect(ended.revokedAt).toBe(revoked.json.revokedAt);

    expect(await redeem(open, device)).toBe('held');
    expect(await redeem(before, device)).toBe('granted');
    const again = await office(path, { since });
    expect([again.json.watched, again.json.revokedAt]).toEqual([0, revoked.json.revokedAt]);

    // A process that had not heard of it yet sold one more; the sweep finds it.
    const there: Till = { ...world.till, terminalId: till.terminalId };
    await world.get(ActivationService).sell({
      till: there,
      key: 'stolen-4',
      cardId: late.id,
      amountMinor: 3_000n,
      currency: 'USD',
    });
    expect(await new LateSales(world.transactions).sweep()).toBe(1);
    expect(await new LateSales(world.transactions).sweep()).toBe(0);
    expect(await redeem(late, device)).toBe('held');
    expect(
      (await audited(`terminal:${till.terminalId}`)).filter(({ action }) => action === 'terminal.revoke').length,
    ).toBe(2);
  });
});
