import { ActivationService, type SellCard, type Till } from '#lib/activation';
import { BlockService, ExpiryService } from '#lib/inventory';
import { newId } from '#lib/kernel';
import { HoldService, RedemptionService } from '#lib/redemption';
import { RetailService, createClerk, hashSupervisorCode, openShift, closeShift } from '#lib/retail';
import { makeTerminalKey } from '#lib/till-client';
import { type StockCard, World } from '../support/world.js';

const HOUR_MS = 3_600_000;

describe('a till that was offline', () => {
  let world: World;
  let till: Till;
  let sales: ActivationService;

  beforeAll(async () => {
    world = await World.create();
    till = world.till;
    sales = world.get(ActivationService);
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(() => world.close());

  const stored = (card: Pick<StockCard, 'id'>, key: string, more: Partial<SellCard> = {}) => ({
    till,
    key,
    cardId: card.id,
    amountMinor: 3_000n,
    currency: 'USD',
    soldAt: new Date(Date.now() - HOUR_MS),
    ...more,
  });
  const exceptionsOf = async (source: string | bigint) =>
    (
      await world.rows<{ code: string }>(
        `SELECT code FROM exception WHERE source = $1 OR card_id::text = $1 ORDER BY code`,
        [String(source)],
      )
    ).map(({ code }) => code);
  const watchesOf = async ({ id }: StockCard) =>
    (
      await world.rows<{ reason: string }>('SELECT reason FROM card_watch WHERE card_id = $1 ORDER BY 1', [String(id)])
    ).map(({ reason }) => reason);
  const redeem = async (pin: string) =>
    world
      .get(RedemptionService)
      .redeem({ pin, deviceNumber: await world.device(), channel: 'api', source: '10.0.0.1' });

  it('has an answer for every line, and a line sent again is the same sale', async () => {
    const cards = await world.stock(3);
    const lines = cards.map((card, i) => stored(card, `line-${i}`));
    const first = await sales.sellStored(lines.slice(0, 2));
    const again = await sales.sellStored(lines);
    expect(again.map((answer) => 'sale' in answer && [answer.sale.key, answer.replayed])).toEqual([
      ['line-0', true],
      ['line-1', true],
      ['line-2', false],
    ]);
    expect(first.map((answer) => 'sale' in answer && answer.sale.id)).toEqual(
      again.slice(0, 2).map((answer) => 'sale' in answer && answer.sale.id),
    );
    expect(await world.stateOf(cards[2]!)).toBe('active');
    expect(await exceptionsOf(cards[0]!.id)).toEqual([]);
  });

  it('online first and stored later under one key is one sale, in both orders', async () => {
    const [a, b] = await world.stock(2);
    const { soldAt: _, ...online } = stored(a!, 'both-a');
    const { answer } = await sales.sell(online);
    const [repeated] = await sales.sellStored([stored(a!, 'both-a')]);
    expect(repeated).toMatchObject({ replayed: true, sale: { id: answer.id } });
    const [kept] = await sales.sellStored([stored(b!, 'both-b')]);
    const { soldAt: __, ...later } = stored(b!, 'both-b');
    expect(await sales.sell(later)).toMatchObject({ replayed: true, answer: { id: 'sale' in kept! && kept.sale.id } });
  });

  it('records the cash of a blocked card where it stands; whoever redeems it waits for a person', async () => {
    const [card] = await world.stock(1);
    const range = { firstCard: card!.id, lastCard: card!.id };
    await world.get(BlockService).block({ ...range, reason: 'stolen' }, { staffId: newId(), key: undefined });
    const [answer] = await sales.sellStored([stored(card!, 'blocked')]);
    expect(answer).toMatchObject({ sale: { exceptions: ['SOLD_BLOCKED'], amountMinor: 3_000n } });
    expect(await world.stateOf(card!)).toBe('blocked');
    expect(await watchesOf(card!)).toEqual(['stored.blocked']);
    expect(await exceptionsOf(card!.id)).toEqual(['SOLD_BLOCKED']);
    const { redemption } = await redeem(card!.pin);
    expect(redemption.state).toBe('held');
  });

  it('records the cash of an expired card, whose months come out of what had expired', async () => {
    const [card] = await world.stock(1, { sellByDays: -1 });
    await world.get(ExpiryService).sweep();
    expect(await world.stateOf(card!)).toBe('expired');
    const [answer] = await sales.sellStored([stored(card!, 'expired')]);
    expect(answer).toMatchObject({ sale: { exceptions: ['SOLD_EXPIRED'] } });
    expect(await world.stateOf(card!)).toBe('expired');
    expect((await redeem(card!.pin)).redemption.state).toBe('held');
  });

  it('sells what hangs on the peg and could not be sold online, and says what was wrong', async () => {
    const [frozen] = await world.stock(1, { state: 'frozen' });
    const [late] = await world.stock(1, { sellByDays: -3 });
    const [onTheWay] = await world.stock(1, { at: 'shipped' });
    const answers = await sales.sellStored([
      stored(frozen!, 'frozen'),
      stored(late!, 'late'),
      stored(onTheWay!, 'shipped'),
    ]);
    expect(answers.map((answer) => 'sale' in answer && answer.sale.exceptions)).toEqual([
      ['SOLD_NOT_RELEASED'],
      ['SOLD_EXPIRED'],
      ['NOT_RECEIVED'],
    ]);
    for (const card of [frozen!, late!, onTheWay!]) expect(await world.stateOf(card)).toBe('active');
    expect((await redeem(frozen!.pin)).redemption.state).toBe('held');
    expect((await redeem(late!.pin)).redemption.state).toBe('held');
    expect((await redeem(onTheWay!.pin)).redemption.state).toBe('granted');
  });

  it('a sale older than the try of its PIN clears it; a younger one waits for a person', async () => {
    const [older, younger] = await world.stock(2);
    for (const card of [older!, younger!]) await redeem(card.pin).catch(() => undefined);
    const [a] = await sales.sellStored([stored(older!, 'older')]);
    const [b] = await sales.sellStored([stored(younger!, 'younger', { soldAt: new Date() })]);
    const [impossible] = await world.stock(1);
    await redeem(impossible!.pin).catch(() => undefined);
    const longAgo = new Date(Date.now() - 80 * HOUR_MS);
    const [c] = await sales.sellStored([stored(impossible!, 'impossible', { soldAt: longAgo })]);
    expect(c).toMatchObject({ sale: { exceptions: ['SOLD_EXPOSED', 'LATE_LINE'] } });
    expect(a).toMatchObject({ sale: { exceptions: [] } });
    expect(b).toMatchObject({ sale: { exceptions: ['SOLD_EXPOSED'] } });
    expect((await redeem(older!.pin)).redemption.state).toBe('granted');
    expect((await redeem(younger!.pin)).redemption.state).toBe('held');
    const [hold] = await world.rows<{ id: string }>(`SELECT id FROM redemption WHERE card_id = $1`, [
      String(younger!.id),
    ]);
    await world.get(HoldService).release(hold!.id, newId());
    expect(await world.stateOf(younger!)).toBe('redeemed');
  });

  it('another store of the same retailer: sold, and somebody must say how it came there', async () => {
    const [card] = await world.stock(1);
    const { publicKey } = await makeTerminalKey();
    const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(publicKey).toString('base64')}\n-----END PUBLIC KEY-----\n`;
    const sister = await world.transactions.run(async (tx) => {
      const store = { retailerId: till.retailerId, name: 'Sister', address: '', zone: 'America/Chicago' };
      const { id } = await world.get(RetailService).createStore(tx, store);
      const terminal = await world.get(RetailService).createTerminal(tx, { storeId: id, name: 'Till', publicKey: pem });
      return { ...till, storeId: id, terminalId: terminal.id, zone: 'America/Chicago' };
    });
    const [answer] = await sales.sellStored([stored(card!, 'sister', { till: sister })]);
    expect(answer).toMatchObject({ sale: { exceptions: ['WRONG_STORE'], storeId: sister.storeId } });
    const stranger = await world.otherTill();
    const [more] = await world.stock(1);
    expect(await sales.sellStored([stored(more!, 'stranger', { till: stranger })])).toMatchObject([
      { problem: { code: 'card.not_found' } },
    ]);
    expect(await exceptionsOf(`${stranger.terminalId} stranger`)).toEqual(['UNKNOWN_SERIAL']);
  });

  it('cash for a card that is sold already, or for none, becomes one piece of work however often it is sent', async () => {
    const [card] = await world.stock(1);
    await sales.sellStored([stored(card!, 'first')]);
    for (let n = 0; n < 3; n++) {
      const [second, none] = await sales.sellStored([stored(card!, 'second'), stored({ id: 1n }, 'nowhere')]);
      expect(second).toMatchObject({ problem: { code: 'card.already_active' } });
      expect(none).toMatchObject({ problem: { code: 'card.not_found' } });
    }
    expect(await exceptionsOf(`${till.terminalId} second`)).toEqual(['SOLD_NOT_ACTIVE']);
    expect(await exceptionsOf(`${till.terminalId} nowhere`)).toEqual(['UNKNOWN_SERIAL']);
    // Another till took cash for it too: that is a piece of work of its own.
    const stranger = { ...(await world.otherTill()), storeId: till.storeId, retailerId: till.retailerId };
    await sales.sellStored([stored(card!, 'third', { till: stranger })]);
    expect(await exceptionsOf(`${stranger.terminalId} third`)).toEqual(['SOLD_NOT_ACTIVE']);
    expect(await world.rows(`SELECT detail->>'serial' AS serial FROM exception WHERE source LIKE '% third'`)).toEqual([
      { serial: card!.serial },
    ]);
  });

  it('its window for being undone began when the cash was taken', async () => {
    const [fresh, reversed, voided, old, tried] = await world.stock(5);
    const ago = (minutes: number) => ({ soldAt: new Date(Date.now() - minutes * 60_000) });
    await sales.sellStored([
      stored(fresh!, 'fresh', ago(5)),
      stored(reversed!, 'reversed', ago(16)),
      stored(voided!, 'voided', ago(16)),
      stored(old!, 'old', ago(25 * 60)),
    ]);
    await sales.reverse(till, 'fresh');
    expect(await world.stateOf(fresh!)).toBe('in_store');
    await sales.reverse(till, 'reversed');
    expect(await world.stateOf(reversed!)).toBe('voided');
    await expect(sales.void(till, 'voided', 'wrong card')).rejects.toMatchObject({ code: 'void.supervisor_required' });
    await expect(sales.void(till, 'old', 'wrong card')).rejects.toMatchObject({ code: 'void.window_over' });
    await redeem(tried!.pin).catch(() => undefined);
    await sales.sellStored([stored(tried!, 'tried', ago(5))]);
    await world.rows(`UPDATE activation SET sold_at = sold_at - interval '1 second' WHERE key = 'tried'`);
    await expect(sales.void(till, 'tried', 'wrong card')).rejects.toMatchObject({ code: 'void.pin_tried' });
  });

  it('a line that breaks us has its own answer, and so has every other', async () => {
    const [good, bad] = await world.stock(2);
    const answers = await sales.sellStored([stored(good!, 'unbroken'), stored(bad!, 'broken', { amountMinor: -5n })]);
    expect(answers).toMatchObject([{ replayed: false }, { key: 'broken', problem: { code: 'internal', status: 500 } }]);
    expect(await world.stateOf(bad!)).toBe('in_store');
  });

  it('another price than today’s: sold at the price, with what was taken kept beside it', async () => {
    const [card] = await world.stock(1);
    const [answer] = await sales.sellStored([stored(card!, 'cheap', { amountMinor: 2_000n })]);
    expect(answer).toMatchObject({ sale: { amountMinor: 3_000n, claimedMinor: 2_000n, exceptions: ['PRICE'] } });
    const { soldAt: _, ...online } = stored(card!, 'cheap-online', { amountMinor: 2_000n });
    await expect(sales.sell(online)).rejects.toMatchObject({ code: 'card.already_active' });
  });

  it.each([
    ['an hour ago', -HOUR_MS, []],
    ['a long weekend ago', -71 * HOUR_MS, ['LATE_LINE']],
    ['longer ago than any day that can be open', -73 * HOUR_MS, ['LATE_LINE']],
    ['a little in the future', 4 * 60_000, []],
    ['too far in the future', 6 * 60_000, ['LATE_LINE']],
  ])('sold %s', async (name, offMs, exceptions) => {
    const [card] = await world.stock(1);
    const [answer] = await sales.sellStored([
      stored(card!, `time ${name}`.replaceAll(' ', '-'), { soldAt: new Date(Date.now() + offMs) }),
    ]);
    expect(answer).toMatchObject({ sale: { exceptions, state: 'active' } });
  });

  it('more than a till may sell on its own is taken, and explained once', async () => {
    const cards = await world.stock(22);
    const lines = cards.map((card, i) => stored(card, `many-${i}`));
    // The call was cut in the middle: all of them come again, some of which stand already.
    await sales.sellStored(lines.slice(0, 11));
    expect(await exceptionsOf(`${till.terminalId} many-0`)).toEqual([]);
    await sales.sellStored(lines);
    await sales.sellStored(lines);
    expect(await exceptionsOf(`${till.terminalId} many-0`)).toEqual(['OFFLINE_FLOOR']);
    const floors = await world.rows(`SELECT detail->>'cards' AS cards FROM exception WHERE code = 'OFFLINE_FLOOR'`);
    expect(floors).toEqual([{ cards: '22' }]);
  });

  it('a reversal that came before its stored sale stops it; the money went back', async () => {
    const [card] = await world.stock(1);
    await sales.reverse(till, 'gone');
    expect(await sales.sellStored([stored(card!, 'gone')])).toMatchObject([
      { problem: { code: 'activation.reversed' } },
    ]);
    expect(await world.stateOf(card!)).toBe('in_store');
  });

  it('a shift that was closed meanwhile does not matter to cash that was taken', async () => {
    await world.transactions.run(async (tx) => {
      await createClerk(tx, { storeId: till.storeId, name: 'Anna', code: '17' });
      await openShift(tx, { terminalId: till.terminalId, clerkCode: '17', floatMinor: 0n });
      await closeShift(tx, { terminalId: till.terminalId, clerkCode: '17' });
    });
    const [card] = await world.stock(1);
    const [answer] = await sales.sellStored([stored(card!, 'closed', { clerk: '17' })]);
    expect(answer).toMatchObject({ sale: { clerk: '17', shiftId: null } });
    // Nor does it lie in the drawer that the clerk opened since.
    const shift = await world.transactions.run((tx) =>
      openShift(tx, { terminalId: till.terminalId, clerkCode: '17', floatMinor: 0n }),
    );
    const [before, since] = await world.stock(2);
    const answers = await sales.sellStored([
      stored(before!, 'before-shift', { clerk: '17' }),
      stored(since!, 'since-shift', { clerk: '17', soldAt: new Date(shift.openedAt.getTime() + 1) }),
    ]);
    expect(answers).toMatchObject([{ sale: { shiftId: null } }, { sale: { shiftId: shift.id } }]);
  });

  it('posts price, commission and taxes as they stood on the store’s day of the sale, stored or not', async () => {
    const shop = await world.otherTill();
    const [now, before] = await world.stock(2, { storeId: shop.storeId });
    const [batch] = await world.rows<{ product_id: number }>('SELECT product_id FROM batch WHERE id = $1', [
      Number(now!.id / 10_000_000n),
    ]);
    const rows = (sql: string, ...values: unknown[]) => world.transactions.run((tx) => tx.rows(sql, values));
    await rows(`UPDATE store SET jurisdiction = 'US-TX' WHERE id = $1`, shop.storeId);
    for (const [daysAgo, price, commission, fee] of [
      [30, 2_900, 1_000, 50],
      [1, 3_100, 900, 60],
    ]) {
      const from = new Date(Date.now() - daysAgo! * 24 * HOUR_MS).toISOString().slice(0, 10);
      const by = 'staff:test';
      await rows(
        'INSERT INTO product_price (product_id, valid_from, price_minor, set_by) VALUES ($1, $2, $3, $4)',
        batch!.product_id,
        from,
        price,
        by,
      );
      await rows(
        'INSERT INTO commission_rate (retailer_id, valid_from, commission_bp, set_by) VALUES ($1, $2, $3, $4)',
        shop.retailerId,
        from,
        commission,
        by,
      );
      await rows(
        `INSERT INTO tax_rate (jurisdiction, name, valid_from, flat_minor, currency, set_by) VALUES ('US-TX', '911 fee', $1, $2, 'USD', $3)`,
        from,
        fee,
        by,
      );
    }
    const { soldAt: _, ...online } = stored(now!, 'terms-now', { till: shop, amountMinor: 3_100n });
    await expect(sales.sell({ ...online, amountMinor: 3_000n })).rejects.toMatchObject({ code: 'price.mismatch' });
    expect(await sales.sell(online)).toMatchObject({
      answer: { amountMinor: 3_100n, commissionMinor: 279n, taxes: [{ name: '911 fee', amountMinor: 60n }] },
    });
    const soldAt = new Date(Date.now() - 60 * HOUR_MS);
    const [late] = await sales.sellStored([stored(before!, 'terms-then', { till: shop, amountMinor: 2_900n, soldAt })]);
    expect(late).toMatchObject({
      sale: {
        amountMinor: 2_900n,
        commissionMinor: 290n,
        taxes: [{ name: '911 fee', amountMinor: 50n }],
        exceptions: ['LATE_LINE'],
      },
    });
    // What undoes it mirrors what is stored.
    await sales.reverse(shop, 'terms-now');
    expect(await sales.check(shop, now!.id)).toMatchObject({ amountMinor: 3_100n, sellable: true });
  });

  it('a machine that may not sell in bursts asks at the sixth, stops at the twenty-first, and a supervisor opens it', async () => {
    const slow = { ...(await world.otherTill()), sellsInBursts: false };
    const cards = await world.stock(23, { storeId: slow.storeId });
    const online = (card: StockCard, key: string, more: object = {}) => {
      const { soldAt: _, ...sale } = stored(card, key, { till: slow, ...more });
      return sales.sell(sale);
    };
    for (let n = 0; n < 5; n++) await online(cards[n]!, `slow-${n}`);
    expect(await sales.check(slow, cards[5]!.id)).toMatchObject({ sellable: true, prompt: 'till.burst' });
    for (let n = 5; n < 20; n++) await online(cards[n]!, `slow-${n}`);
    expect(await sales.check(slow, cards[20]!.id)).toMatchObject({ sellable: false, code: 'till.locked' });
    await expect(online(cards[20]!, 'slow-20')).rejects.toMatchObject({ code: 'till.locked' });
    // Cash that was taken is never stopped.
    expect(await sales.sellStored([stored(cards[21]!, 'slow-stored', { till: slow })])).toMatchObject([
      { replayed: false },
    ]);

    await expect(sales.unlock(slow, '0000')).rejects.toMatchObject({ code: 'supervisor.code_wrong' });
    const supervisorCodeHash = await hashSupervisorCode('4711');
    await world.transactions.run((tx) =>
      createClerk(tx, { storeId: slow.storeId, name: 'Sam', code: '99', supervisorCodeHash }),
    );
    await sales.unlock(slow, '4711');
    await online(cards[20]!, 'slow-20');
    expect(await world.rows(`SELECT action FROM audit WHERE subject = $1`, [`terminal:${slow.terminalId}`])).toEqual([
      { action: 'till.unlock' },
    ]);
  });

  it('more than 500.00 on one receipt needs a supervisor', async () => {
    const slow = { ...(await world.otherTill()), sellsInBursts: false };
    const supervisorCodeHash = await hashSupervisorCode('4711');
    await world.transactions.run((tx) =>
      createClerk(tx, { storeId: slow.storeId, name: 'Sam', code: '99', supervisorCodeHash }),
    );
    const cards = await world.stock(3, { storeId: slow.storeId, priceMinor: 25_000n });
    const sale = (n: number, more: object = {}) => {
      const { soldAt: _, ...rest } = stored(cards[n]!, `big-${n}`, {
        till: slow,
        amountMinor: 25_000n,
        receipt: 'R-1',
      });
      return sales.sell({ ...rest, ...more });
    };
    await sale(0);
    await sale(1);
    await expect(sale(2)).rejects.toMatchObject({ code: 'till.receipt_limit' });
    await expect(sale(2, { supervisorCode: '1234' })).rejects.toMatchObject({ code: 'supervisor.code_wrong' });
    await sale(2, { supervisorCode: '4711' });
    // Each receipt has its own sum, also of sales that are decided together.
    const more = await world.stock(4, { storeId: slow.storeId, priceMinor: 25_000n });
    const on = (n: number, receipt: string) => {
      const { soldAt: _, ...rest } = stored(more[n]!, `on-${n}`, { till: slow, amountMinor: 25_000n, receipt });
      return sales.sell(rest);
    };
    const codes = async (asked: readonly Promise<unknown>[]) =>
      (await Promise.allSettled(asked)).map((one) => (one.status === 'rejected' ? one.reason.code : 'sold'));
    expect(await codes([on(0, 'R-1'), on(1, 'R-2')])).toEqual(['till.receipt_limit', 'sold']);
    expect(await codes([on(2, 'R-3'), on(3, 'R-1')])).toEqual(['sold', 'till.receipt_limit']);
  });

  it('a second sale of a sold card is told which was the first, or to compare the card, and is written down', async () => {
    const [card] = await world.stock(1);
    const { soldAt: _, ...sale } = stored(card!, 'tap-1');
    await sales.sell(sale);
    const tap = await sales.sell({ ...sale, key: 'tap-2' }).catch((error: Error) => error.message);
    expect(tap).toContain('tap-1');
    expect(await world.rows('SELECT key FROM refused_sale WHERE card_id = $1', [String(card!.id)])).toEqual([
      { key: 'tap-2' },
    ]);
    expect(
      await world.rows(`SELECT data->>'what' AS what FROM outbox WHERE data->>'cardId' = $1`, [String(card!.id)]),
    ).toEqual([{ what: 'refused' }]);
  });
});
