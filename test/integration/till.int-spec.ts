import { ActivationService, type Till } from '#lib/activation';
import { cardId } from '#lib/cards';
import { newId } from '#lib/kernel';
import { BlockService } from '#lib/inventory';
import { openShift, createClerk, hashSupervisorCode } from '#lib/retail';
import { RedemptionService } from '#lib/redemption';
import { type StockCard, World } from '../support/world.js';

describe('a till', () => {
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

  const sale = (card: Pick<StockCard, 'id'>, key: string, more: object = {}) => ({
    till,
    key,
    cardId: card.id,
    amountMinor: 3_000n,
    currency: 'USD',
    ...more,
  });
  const ledgerOf = (source: string) =>
    world.rows(
      'SELECT kind, debit / 1000000000000000 AS debit, credit / 1000000000000000 AS credit, asset, amount FROM transfer WHERE source = $1 ORDER BY kind',
      [source],
    );

  it('sells one card once, however fast it repeats itself', async () => {
    const [card] = await world.stock(1);
    const answers = await Promise.all(Array.from({ length: 50 }, () => sales.sell(sale(card!, 'fifty'))));
    expect(
      new Set(answers.map(({ answer }) => JSON.stringify(answer, (_, v) => (typeof v === 'bigint' ? `${v}` : v)))).size,
    ).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await ledgerOf(answers[0]!.answer.id)).toEqual([
      { kind: 'sale', debit: '110', credit: '210', asset: 'USD', amount: '3000' },
      { kind: 'sale.commission', debit: '410', credit: '110', asset: 'USD', amount: '240' },
      { kind: 'sale.months', debit: '720', credit: '710', asset: 'MONTH', amount: '3' },
    ]);
    await expect(sales.sell(sale(card!, 'fifty', { amountMinor: 1n }))).rejects.toMatchObject({
      code: 'request.key_reused',
    });
    await expect(sales.sell(sale(card!, 'another'))).rejects.toMatchObject({ code: 'card.already_active' });
  });

  it('gives one of two tills a card that both sell at once', async () => {
    const cards = await world.stock(20);
    const outcomes = await Promise.all(
      cards.flatMap((card, i) =>
        [sales.sell(sale(card, `a${i}`)), sales.sell(sale(card, `b${i}`))].map((one) =>
          one.then(
            () => 'sold',
            ({ code }) => code,
          ),
        ),
      ),
    );
    expect(outcomes.filter((one) => one === 'sold')).toHaveLength(20);
    expect(outcomes.filter((one) => one === 'card.already_active')).toHaveLength(20);
  });

  it('refuses what may not be sold, each for its own reason, and leaves nothing behind', async () => {
    const [card] = await world.stock(1);
    const [unreleased] = await world.stock(1, { state: 'sealed' });
    const [travelling] = await world.stock(1, { at: 'shipped' });
    const [warehoused] = await world.stock(1, { at: 'printed' });
    const [old] = await world.stock(1, { sellByDays: -3 });
    const [blocked] = await world.stock(1);
    await world
      .get(BlockService)
      .block(
        { firstCard: blocked!.id, lastCard: blocked!.id, reason: 'stolen' },
        { staffId: '00000000-0000-7000-8000-000000000000' },
      );
    const foreign = await world.otherTill();
    const before = await world.rows('SELECT count(*) FROM activation');

    const refused = async (command: Parameters<ActivationService['sell']>[0]) =>
      sales.sell(command).then(
        () => 'sold',
        ({ code }) => code as string,
      );
    expect(await refused(sale(card!, 'r1', { amountMinor: 2_999n }))).toBe('price.mismatch');
    expect(await refused(sale(card!, 'r2', { currency: 'EUR' }))).toBe('price.mismatch');
    expect(await refused(sale(card!, 'r3', { gtin: '00000000000000' }))).toBe('scan.gtin_differs');
    expect(await refused(sale(card!, 'r4', { clerk: 'nobody' }))).toBe('shift.not_open');
    expect(await refused({ ...sale(card!, 'r5'), till: foreign })).toBe('card.not_found');
    expect(await refused(sale({ id: cardId(999_999, 1) }, 'r6'))).toBe('card.not_found');
    expect(await refused(sale(unreleased!, 'r7'))).toBe('batch.not_released');
    expect(await refused(sale(travelling!, 'r8'))).toBe('card.not_received');
    expect(await refused(sale(warehoused!, 'r9'))).toBe('card.not_found');
    expect(await refused(sale(old!, 'r10'))).toBe('card.expired');
    expect(await refused(sale(blocked!, 'r11'))).toBe('card.blocked');
    expect(await world.rows('SELECT count(*) FROM activation')).toEqual(before);
    expect(await world.stateOf(card!)).toBe('in_store');
  });

  it('sells no card whose PIN someone has tried', async () => {
    const [card] = await world.stock(1);
    const device = await world.device();
    const request = { pin: card!.pin, deviceNumber: device, channel: 'api', source: '192.0.2.7' };
    await expect(world.get(RedemptionService).redeem(request)).rejects.toMatchObject({ code: 'pin.not_usable' });
    await expect(sales.sell(sale(card!, 'exposed'))).rejects.toMatchObject({ code: 'card.exposed' });
    expect(await sales.check(till, card!.id)).toMatchObject({ sellable: false, code: 'card.exposed' });
  });

  it('receives a card by its sale where the retailer is lenient, and someone must explain it', async () => {
    const lenient = await world.otherTill('lenient');
    const [card] = await world.stock(1, { at: 'shipped', storeId: lenient.storeId });
    await sales.sell({ ...sale(card!, 'lenient'), till: lenient });
    const events = await world.rows(
      'SELECT kind FROM card_event WHERE first_card = $1 AND last_card = $1 ORDER BY id',
      [String(card!.id)],
    );
    expect(events.map(({ kind }) => kind).slice(-2)).toEqual(['receive', 'activate']);
    expect(await world.rows('SELECT code FROM exception WHERE card_id = $1', [String(card!.id)])).toEqual([
      { code: 'NOT_RECEIVED' },
    ]);
  });

  it('belongs a sale to the clerk’s open shift', async () => {
    const [card] = await world.stock(1);
    const shift = await world.transactions.run(async (tx) => {
      await createClerk(tx, { storeId: till.storeId, name: 'Anna', code: '17' });
      return openShift(tx, { terminalId: till.terminalId, clerkCode: '17', floatMinor: 10_000n });
    });
    expect((await sales.sell(sale(card!, 'clerk', { clerk: '17' }))).answer.shiftId).toBe(shift.id);
  });

  describe('reversal', () => {
    it('puts the card back on the peg and mirrors every posting; twice is once', async () => {
      const [card] = await world.stock(1);
      const { answer } = await sales.sell(sale(card!, 'rev'));
      const undone = await Promise.all(Array.from({ length: 20 }, () => sales.reverse(till, 'rev')));
      expect(undone.filter(({ replayed }) => !replayed)).toHaveLength(1);
      expect(await world.stateOf(card!)).toBe('in_store');
      expect((await ledgerOf(answer.id)).filter(({ kind }) => (kind as string).startsWith('reversal'))).toEqual([
        { kind: 'reversal', debit: '210', credit: '110', asset: 'USD', amount: '3000' },
        { kind: 'reversal.commission', debit: '110', credit: '410', asset: 'USD', amount: '240' },
        { kind: 'reversal.months', debit: '710', credit: '720', asset: 'MONTH', amount: '3' },
      ]);
      await expect(sales.sell(sale(card!, 'rev'))).rejects.toMatchObject({ code: 'activation.reversed' });
      await sales.sell(sale(card!, 'rev-again'));
    });

    it('that comes first stops the sale that comes late', async () => {
      const [card] = await world.stock(1);
      expect((await sales.reverse(till, 'early')).answer).toMatchObject({ state: 'reversed', cardId: null });
      expect((await sales.reverse(till, 'early')).replayed).toBe(true);
      await expect(sales.sell(sale(card!, 'early'))).rejects.toMatchObject({ code: 'activation.reversed' });
      expect(await sales.status(till, 'early')).toMatchObject({ state: 'reversed' });
      expect(await world.stateOf(card!)).toBe('in_store');
    });

    it('beside its sale, in whatever order, ends with nothing sold', async () => {
      const cards = await world.stock(40);
      await Promise.all(
        cards.flatMap((card, i) => {
          const sell = () =>
            sales.sell(sale(card, `race${i}`)).catch(({ code }) => expect(code).toBe('activation.reversed'));
          const reverse = () => sales.reverse(till, `race${i}`);
          return i % 2 === 0 ? [sell(), reverse()] : [reverse(), sell()];
        }),
      );
      for (const card of cards) expect(await world.stateOf(card)).toBe('in_store');
    });

    it('late, or of a card reversed before, ends the card', async () => {
      const [late, twice] = await world.stock(2);
      const { answer } = await sales.sell(sale(late!, 'late'));
      await world.rows(`UPDATE activation SET activated_at = activated_at - interval '16 minutes' WHERE id = $1`, [
        answer.id,
      ]);
      await sales.reverse(till, 'late');
      expect(await world.stateOf(late!)).toBe('voided');
      for (const key of ['one', 'two']) {
        await sales.sell(sale(twice!, key));
        await sales.reverse(till, key);
      }
      expect(await world.stateOf(twice!)).toBe('voided');
    });

    it('after the card was used is refused, still owed, and someone must explain it, once', async () => {
      const [card] = await world.stock(1);
      await sales.sell(sale(card!, 'used'));
      await world
        .get(RedemptionService)
        .redeem({ pin: card!.pin, deviceNumber: await world.device(), channel: 'api', source: '192.0.2.8' });
      await world.rows(
        `INSERT INTO webhook_endpoint (id, retailer_id, url, types, secret_sealed, made_by)
         VALUES ($1, $2, 'https://hooks.example.com/', '{sale.exception}', '\\x00', 'system')`,
        [newId(), till.retailerId],
      );
      const told = () => world.rows(`SELECT data->>'code' AS code FROM webhook_event WHERE type = 'sale.exception'`);
      for (let i = 0; i < 3; i++)
        await expect(sales.reverse(till, 'used')).rejects.toMatchObject({ code: 'card.redeemed' });
      expect(await told()).toEqual([{ code: 'REDEEMED_THEN_REVERSED' }]);
      expect(await world.rows('SELECT code FROM exception WHERE card_id = $1', [String(card!.id)])).toEqual([
        { code: 'REDEEMED_THEN_REVERSED' },
      ]);
      // What was explained and happens again is opened, and told, again.
      await world.rows('UPDATE exception SET resolved_at = now() WHERE card_id = $1', [String(card!.id)]);
      await expect(sales.reverse(till, 'used')).rejects.toMatchObject({ code: 'card.redeemed' });
      expect(await told()).toHaveLength(2);
      expect(await sales.status(till, 'used')).toMatchObject({ state: 'redeemed' });
    });
  });

  describe('void', () => {
    it('takes the card back for good within a quarter of an hour', async () => {
      const [card] = await world.stock(1);
      await sales.sell(sale(card!, 'void'));
      expect((await sales.void(till, 'void', 'wrong card')).answer.state).toBe('voided');
      expect((await sales.void(till, 'void', 'wrong card')).replayed).toBe(true);
      expect(await world.stateOf(card!)).toBe('voided');
      await expect(sales.sell(sale(card!, 'void-2'))).rejects.toMatchObject({ code: 'card.voided' });
    });

    it('needs a supervisor later, is refused after a day, a try of the PIN, or of nothing', async () => {
      const [later, old, tried] = await world.stock(3);
      await world.transactions.run(async (tx) =>
        createClerk(tx, {
          storeId: till.storeId,
          name: 'Bela',
          code: '18',
          supervisorCodeHash: await hashSupervisorCode('4711'),
        }),
      );
      const age = (id: string, interval: string) =>
        world.rows('UPDATE activation SET activated_at = activated_at - $2::interval WHERE id = $1', [id, interval]);
      await age((await sales.sell(sale(later!, 'later'))).answer.id, '16 minutes');
      await expect(sales.void(till, 'later', 'regret')).rejects.toMatchObject({ code: 'void.supervisor_required' });
      await expect(sales.void(till, 'later', 'regret', '0000')).rejects.toMatchObject({
        code: 'void.supervisor_required',
      });
      await sales.void(till, 'later', 'regret', '4711');
      await age((await sales.sell(sale(old!, 'old'))).answer.id, '25 hours');
      await expect(sales.void(till, 'old', 'regret', '4711')).rejects.toMatchObject({ code: 'void.window_over' });
      await sales.sell(sale(tried!, 'tried'));
      await world
        .get(RedemptionService)
        .preview({ pin: tried!.pin, deviceNumber: await world.device(), channel: 'api', source: '192.0.2.9' });
      await expect(sales.void(till, 'tried', 'regret')).rejects.toMatchObject({ code: 'void.pin_tried' });
      await expect(sales.void(till, 'never', 'regret')).rejects.toMatchObject({ code: 'activation.not_found' });
    });
  });
});
