import { EnrolmentService, OwnKeys, RetailService } from '#lib/retail';
import { makeTerminalKey } from '#lib/till-client';
import { KeyDirectory } from '../../libs/retail/src/key-directory.js';
import { World } from '../support/world.js';

describe('the enrolment of a till', () => {
  let world: World;
  let terminalId: number;
  const pem = (publicKey: Uint8Array) =>
    `-----BEGIN PUBLIC KEY-----\n${Buffer.from(publicKey).toString('base64')}\n-----END PUBLIC KEY-----\n`;
  const newKey = async () => pem((await makeTerminalKey()).publicKey);
  const known = async (keyId: string) => (await world.get(KeyDirectory).byKeyId(keyId))?.terminal.terminalId;
  const enrolments = () => world.get(EnrolmentService);
  const code = async () => (await world.transactions.run((tx) => enrolments().make(tx, terminalId, 'staff:test'))).code;

  beforeAll(async () => {
    world = await World.create();
    ({ terminalId } = world.till);
  });
  afterAll(() => world.close());

  it('ends the keys of whichever till stood there before, at once', async () => {
    await world.transactions.run(async (tx) =>
      world.get(RetailService).addKey(tx, terminalId, { publicKey: await newKey(), keyId: 'old' }),
    );
    expect(await known('old')).toBe(terminalId);
    const enrolment = { code: await code(), publicKey: await newKey(), keyId: 'new' };
    const enrolled = await enrolments().enrol(enrolment, '192.0.2.1');
    expect(enrolled).toMatchObject({ terminalId, keyId: 'new' });
    expect([await known('old'), await known('new')]).toEqual([undefined, terminalId]);

    // The answer was lost and the till asks again; the second key of its own stays.
    const second = await world.get(OwnKeys).add(terminalId, { publicKey: await newKey() });
    expect(await enrolments().enrol(enrolment, '192.0.2.1')).toEqual(enrolled);
    expect([await known('new'), await known(second)]).toEqual([terminalId, terminalId]);
  });

  it('that is refused ends nothing', async () => {
    const wrong = { code: 'AAAA-AAAA', publicKey: await newKey() };
    await expect(enrolments().enrol(wrong, '192.0.2.1')).rejects.toMatchObject({ code: 'enrolment.invalid' });
    const taken = { code: await code(), publicKey: await newKey(), keyId: 'old' };
    await expect(enrolments().enrol(taken, '192.0.2.1')).rejects.toMatchObject({ code: 'name.taken' });
    expect(await known('new')).toBe(terminalId);
  });

  it('of one terminal twice at once leaves the key of one', async () => {
    const enrolment = { code: await code(), publicKey: await newKey(), keyId: 'twin-a' };
    const other = { ...enrolment, publicKey: await newKey(), keyId: 'twin-b' };
    const both = await Promise.allSettled([
      enrolments().enrol(enrolment, '192.0.2.1'),
      enrolments().enrol(other, '192.0.2.2'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const live = await world.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM terminal_key WHERE terminal_id = $1 AND revoked_at IS NULL',
      [terminalId],
    );
    expect(live).toEqual([{ n: 1 }]);
  });
});
