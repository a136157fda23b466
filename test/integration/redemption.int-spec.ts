import { ActivationService } from '#lib/activation';
import { addMonths, localDate } from '#lib/kernel';
import { BlockService, ExpiryService } from '#lib/inventory';
import { HoldService, RedemptionService } from '#lib/redemption';
import { DigitSource, makePin } from '#lib/cards';
import { type StockCard, type StockOptions, World } from '../support/world.js';

describe('a PIN', () => {
  let world: World;
  let redemptions: RedemptionService;
  let keys = 0;

  beforeAll(async () => {
    world = await World.create();
    redemptions = world.get(RedemptionService);
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(() => world.close());

  const sell = async (card: StockCard, more: object = {}) =>
    world
      .get(ActivationService)
      .sell({ till: world.till, key: `k${keys++}`, cardId: card.id, amountMinor: 3_000n, currency: 'USD', ...more });
  const sold = async (count: number, options: StockOptions = {}) => {
    const cards = await world.stock(count, options);
    await Promise.all(cards.map((card) => sell(card)));
    return cards;
  };
  const request = (pin: string, deviceNumber: string, more: object = {}) => ({
    pin,
    deviceNumber,
    channel: 'api',
    source: '192.0.2.1',
    ...more,
  });
  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => 'accepted',
      ({ code }) => code as string,
    );
  const today = () => localDate(new Date(), 'America/New_York');

  it('becomes months on a device, from the old end while it runs', async () => {
    const [card] = await sold(1);
    const from = addMonths(today(), -1);
    const device = await world.device({ opening: { months: 2, from } });
    const preview = await redemptions.preview(request(card!.pin, device));
    expect(preview.before).toBe(addMonths(from, 2));
    expect(preview.extension.paidThrough).toBe(addMonths(from, 5));
    const { redemption } = await redemptions.redeem(request(card!.pin, device));
    expect(redemption).toMatchObject({ state: 'granted', paidThrough: addMonths(from, 5) });
    expect(await world.stateOf(card!)).toBe('redeemed');
    expect(
      await world.rows('SELECT kind, asset, amount FROM transfer WHERE source = $1 ORDER BY kind', [redemption.id]),
    ).toEqual([
      { kind: 'grant.days', asset: 'DAY', amount: String(preview.extension.days) },
      { kind: 'redemption', asset: 'USD', amount: '3000' },
      { kind: 'redemption.months', asset: 'MONTH', amount: '3' },
    ]);
  });

  it('counts once, for one of two people at once; the winner’s repeats get the same answer', async () => {
    const cards = await sold(10);
    const [mine, theirs] = [await world.device(), await world.device()];
    for (const card of cards) {
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, i) =>
          redemptions.redeem(request(card.pin, i % 2 === 0 ? mine : theirs, { serialCard: card.id })).then(
            ({ redemption, replayed }) => ({ id: redemption.id, replayed }),
            ({ code }) => ({ code: code as string }),
          ),
        ),
      );
      const won = answers.filter((one): one is { id: string; replayed: boolean } => 'id' in one);
      expect(won).toHaveLength(8);
      expect(new Set(won.map(({ id }) => id)).size).toBe(1);
      expect(won.filter(({ replayed }) => !replayed)).toHaveLength(1);
      expect(answers.filter((one) => 'code' in one && one.code === 'card.redeemed')).toHaveLength(8);
    }
  });

  it('of eight cards on one device at once: all eight count, fifteen times', async () => {
    for (let round = 0; round < 15; round++) {
      const cards = await sold(8);
      const device = await world.device();
      await Promise.all(cards.map(({ pin }) => redemptions.redeem(request(pin, device))));
      const [{ paid_through: through }] = (await world.rows('SELECT paid_through::text FROM device WHERE number = $1', [
        device,
      ])) as [{ paid_through: string }];
      expect(through).toBe(addMonths(today(), 24));
    }
  });

  it('alone and not usable gets one and the same refusal; with the serial the reason is told', async () => {
    const device = await world.device();
    const none = '00000000-0000-7000-8000-000000000000';
    const block = async (card: StockCard) =>
      world.get(BlockService).block({ firstCard: card.id, lastCard: card.id, reason: 'lost' }, { staffId: none });
    const [unsold] = await world.stock(1);
    const [travelling] = await world.stock(1, { at: 'shipped' });
    const [blocked, voided, redeemed] = await sold(3);
    await block(blocked!);
    await redemptions.redeem(request(redeemed!.pin, await world.device()));
    const { answer } = await sell((await world.stock(1))[0]!);
    const [waiting] = await world.rows<{ id: string }>('SELECT card_id AS id FROM activation WHERE id = $1', [
      answer.id,
    ]);
    expect(await world.stateOf({ id: BigInt(waiting!.id) })).toBe('active');
    const [sale] = await world.rows<{ key: string }>('SELECT key FROM activation WHERE card_id = $1', [
      String(voided!.id),
    ]);
    await world.get(ActivationService).void(world.till, sale!.key, 'regret');

    const unknown = makePin(new DigitSource());
    expect(await refusal(redemptions.redeem(request(unknown, device)))).toBe('pin.not_usable');
    const told: [StockCard, string][] = [
      [unsold!, 'card.not_sold'],
      [travelling!, 'card.not_sold'],
      [blocked!, 'card.blocked'],
      [voided!, 'card.voided'],
      [redeemed!, 'card.redeemed'],
    ];
    for (const [card, reason] of told) {
      expect(await refusal(redemptions.redeem(request(card.pin, device)))).toBe('pin.not_usable');
      expect(await refusal(redemptions.preview(request(card.pin, device)))).toBe('pin.not_usable');
      expect(await refusal(redemptions.redeem(request(card.pin, device, { serialCard: card.id })))).toBe(reason);
      expect(await refusal(redemptions.redeem(request(card.pin, device, { serialCard: card.id + 1n })))).toBe(
        'pin.not_usable',
      );
    }
    expect(
      await world.rows(`SELECT outcome, count(*)::int AS tries FROM attempt WHERE reason = 'unknown' GROUP BY 1`),
    ).toEqual([{ outcome: 'unknown', tries: 1 }]);
  });

  it('that is malformed never reaches the database', async () => {
    const device = await world.device();
    const before = await world.rows('SELECT count(*) FROM attempt');
    const pin = makePin(new DigitSource());
    const wrong = pin.slice(0, 15) + String((Number(pin[15]) + 1) % 10);
    expect(await refusal(redemptions.redeem(request('123', device)))).toBe('request.invalid');
    expect(['pin.check_digit']).toContain(await refusal(redemptions.redeem(request(wrong, device))));
    expect(await refusal(redemptions.redeem(request('4111 1111 1111 1111', device)))).toBe('pin.check_digit');
    expect(await world.rows('SELECT count(*) FROM attempt')).toEqual(before);
  });

  it('is kept where the device is unknown, on another plan, or paid too far ahead', async () => {
    const [card] = await sold(1);
    const [other] = await sold(1, { plan: 'office' });
    const device = await world.device();
    const far = await world.device({ opening: { months: 35, from: today() } });
    expect(await refusal(redemptions.redeem(request(card!.pin, '999999999999')))).toBe('device.not_found');
    expect(await refusal(redemptions.redeem(request(other!.pin, device)))).toBe('plan.mismatch');
    expect(await refusal(redemptions.redeem(request(card!.pin, far)))).toBe('subscription.too_far');
    expect(await world.stateOf(card!)).toBe('active');
    await redemptions.redeem(request(card!.pin.replace(/(\d{4})/g, '$1 '), device));
  });

  it('of a frozen batch waits for a person, who lets it through or gives it back', async () => {
    const [kept, given] = await sold(2);
    const device = await world.device();
    await world.rows(`UPDATE batch SET state = 'frozen' WHERE id = $1`, [Number(kept!.id / 10_000_000n)]);
    const held = await redemptions.redeem(request(kept!.pin, device));
    expect(held.redemption).toMatchObject({ state: 'held', paidThrough: null });
    expect(held.redemption.answerBy!.getTime()).toBeGreaterThan(Date.now());
    const other = await redemptions.redeem(request(given!.pin, device));
    const holds = world.get(HoldService);
    const staff = '00000000-0000-7000-8000-000000000001';
    expect(await holds.release(held.redemption.id, staff)).toBe(addMonths(today(), 3));
    await holds.reject(other.redemption.id, staff, 'not yours');
    expect([await world.stateOf(kept!), await world.stateOf(given!)]).toEqual(['redeemed', 'active']);
    expect(await refusal(holds.release(held.redemption.id, staff))).toBe('card.wrong_state');
  });

  it('that can’t be read is replaced by its receipt, and dies', async () => {
    const [card] = await world.stock(1);
    await sell(card!, { receipt: 'R-1' });
    const device = await world.device();
    const replacement = { cardId: card!.id, deviceNumber: device, reason: 'scratched through' };
    const staff = '00000000-0000-7000-8000-000000000002';
    const holds = world.get(HoldService);
    expect(await refusal(holds.replace({ ...replacement, receipt: 'R-2' }, staff))).toBe('card.not_found');
    const outcomes = await Promise.all([
      refusal(holds.replace({ ...replacement, receipt: 'R-1' }, staff)),
      refusal(redemptions.redeem(request(card!.pin, device, { serialCard: card!.id }))),
    ]);
    expect(outcomes.filter((one) => one === 'accepted')).toHaveLength(1);
    expect(await refusal(redemptions.redeem(request(card!.pin, await world.device())))).toBe('pin.not_usable');
  });

  it('never sold leaves the peg when its shelf life is over', async () => {
    const [old] = await world.stock(1, { sellByDays: -3 });
    expect(await world.get(ExpiryService).sweep()).toBe(1);
    expect(await world.stateOf(old!)).toBe('expired');
    expect(await world.get(ExpiryService).sweep()).toBe(0);
  });

  it('redeemed while its sale is undone: exactly one wins, two hundred times', async () => {
    const cards = await world.stock(200);
    await Promise.all(cards.map((card, i) => sell(card, { receipt: `V-${i}` })));
    const sales = await world.rows<{ card_id: string; key: string }>(
      'SELECT card_id, key FROM activation WHERE card_id = ANY($1::bigint[])',
      [cards.map(({ id }) => String(id))],
    );
    const keyOf = new Map(sales.map(({ card_id, key }) => [card_id, key]));
    const devices: string[] = [];
    for (const _ of cards) devices.push(await world.device());
    const outcomes = await Promise.all(
      cards.map(async (card, i) => {
        const redeem = refusal(redemptions.redeem(request(card.pin, devices[i]!, { serialCard: card.id })));
        const undo = refusal(world.get(ActivationService).void(world.till, keyOf.get(String(card.id))!, 'race'));
        return [await redeem, await undo];
      }),
    );
    for (const [redeemed, voided] of outcomes) expect([redeemed === 'accepted', voided === 'accepted']).toContain(true);
    for (const pair of outcomes) expect(pair.filter((one) => one === 'accepted')).toHaveLength(1);
  });
});
