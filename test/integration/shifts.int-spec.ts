import { closeShift, createClerk, openShift, openShiftOf, openShiftsOf } from '#lib/retail';
import { World } from '../support/world.js';

describe('shifts', () => {
  let world: World;
  let terminalId: number;

  beforeAll(async () => {
    world = await World.create();
    ({ terminalId } = world.till);
    for (const code of ['17', '18']) {
      await world.transactions.run((tx) =>
        createClerk(tx, { storeId: world.till.storeId, name: `Clerk ${code}`, code }),
      );
    }
  });
  afterAll(() => world.close());

  const open = (clerkCode: string) =>
    world.transactions.run((tx) => openShift(tx, { terminalId, clerkCode, floatMinor: 5_000n }));
  const close = (clerkCode: string) => world.transactions.run((tx) => closeShift(tx, { terminalId, clerkCode }));
  const find = (clerkCode: string) => world.transactions.run((tx) => openShiftOf(tx, terminalId, clerkCode));

  it('are one a till, from open to close', async () => {
    expect(await find('17')).toBeUndefined();
    const shift = await open('17');
    expect(await open('17')).toEqual(shift);
    expect(await find('17')).toEqual(shift);
    expect(await find('18')).toBeUndefined();
    await expect(open('18')).rejects.toMatchObject({ code: 'shift.not_open' });
    await expect(close('18')).rejects.toMatchObject({ code: 'shift.not_open' });
    expect(await close('17')).toEqual(shift);
    expect(await find('17')).toBeUndefined();
    await expect(close('17')).rejects.toMatchObject({ code: 'shift.not_open' });
    expect((await open('18')).id).not.toBe(shift.id);
    await close('18');
  });

  it('opened many times at once are one', async () => {
    const shifts = await Promise.all(Array.from({ length: 8 }, () => open('17')));
    expect(new Set(shifts.map(({ id }) => id)).size).toBe(1);
    await close('17');
  });

  it('need a clerk of the store', async () => {
    await expect(open('99')).rejects.toMatchObject({ code: 'shift.not_open' });
    const other = await world.otherTill();
    await expect(
      world.transactions.run((tx) => openShift(tx, { terminalId: other.terminalId, clerkCode: '17', floatMinor: 0n })),
    ).rejects.toMatchObject({ code: 'shift.not_open' });
    await expect(
      world.transactions.run((tx) => createClerk(tx, { storeId: world.till.storeId, name: 'Twin', code: '17' })),
    ).rejects.toMatchObject({ code: 'name.taken' });
  });

  it('of a list are found in its order', async () => {
    const shift = await open('17');
    const found = await world.transactions.run((tx) =>
      openShiftsOf(tx, [
        { terminalId, clerkCode: '18' },
        { terminalId, clerkCode: '17' },
        { terminalId: 999_999, clerkCode: '17' },
        { terminalId, clerkCode: '17' },
      ]),
    );
    expect(found).toEqual([undefined, shift, undefined, shift]);
  });
});
