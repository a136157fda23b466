import { ActivationService, SANDBOX_OUTCOMES, type SandboxOutcome, SandboxService, type Till } from '#lib/activation';
import { passesGtin } from '#lib/cards';
import { RedemptionService } from '#lib/redemption';
import { SubscriptionsService } from '#lib/subscriptions';
import { World } from '../support/world.js';

describe('a sandbox', () => {
  let world: World;
  let till: Till;
  let sandbox: SandboxService;
  let sales: ActivationService;

  beforeAll(async () => {
    world = await World.create();
    await world.rows('UPDATE retailer SET sandbox = true WHERE id = $1', [world.till.retailerId]);
    till = { ...world.till, sandbox: true };
    sandbox = world.get(SandboxService);
    sales = world.get(ActivationService);
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(() => world.close());

  let keys = 0;
  const sell = async ({ cardId, priceMinor, currency }: Awaited<ReturnType<SandboxService['take']>>) => {
    const command = { till, key: `s${++keys}`, cardId, amountMinor: priceMinor, currency };
    return sales.sell(command).then(
      () => 'sold',
      ({ code }) => code as string,
    );
  };

  it.each<[SandboxOutcome, string]>([
    ['sellable', 'sold'],
    ['blocked', 'card.blocked'],
    ['expired', 'card.expired'],
    ['batch_not_released', 'batch.not_released'],
    ['not_received', 'card.not_received'],
    ['exposed', 'card.exposed'],
  ])('gives a card that is %s, by the rules of any other card', async (outcome, expected) => {
    expect(await sell(await sandbox.take(till, outcome))).toBe(expected);
  });

  it('gives each card once, to however many tills, and makes more when none is left', async () => {
    const taken = await Promise.all(Array.from({ length: 25 }, () => sandbox.take(till, 'blocked')));
    expect(new Set(taken.map(({ cardId }) => cardId)).size).toBe(25);
    for (const { gtin, currency } of taken.slice(0, 1)) {
      expect(passesGtin(gtin)).toBe(true);
      expect(currency).toBe('USD');
    }
  });

  it('breaks only the sales that are there for it', async () => {
    const faults: unknown[] = [];
    for (const outcome of SANDBOX_OUTCOMES) {
      const { cardId } = await sandbox.take(till, outcome);
      faults.push(await sandbox.faultOf(till, [cardId]));
    }
    expect(faults).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, 'error_500', 'stall']);
  });

  it('plays a customer, and lets a sale’s time pass', async () => {
    const card = await sandbox.take(till, 'sellable');
    expect(await sell(card)).toBe('sold');
    await sandbox.age(till, `s${keys}`, 16);
    await expect(sales.void(till, `s${keys}`, 'late')).rejects.toMatchObject({ code: 'void.supervisor_required' });
    await world.get(SubscriptionsService).addDevice({ number: '999000000001', plan: 'sandbox', zone: till.zone });
    const pin = await sandbox.newPin(till, card.cardId);
    const request = {
      pin,
      serialCard: card.cardId,
      deviceNumber: '999000000001',
      channel: 'sandbox',
      source: '192.0.2.1',
    };
    await world.get(RedemptionService).redeem(request);
    expect(await sandbox.played(till, card.cardId)).toMatchObject({ state: 'redeemed', outcome: 'sellable' });
    await expect(sandbox.age(till, 'never', 1)).rejects.toMatchObject({ code: 'activation.not_found' });
  });

  it('gives time to no customer’s device', async () => {
    const card = await sandbox.take(till, 'sellable');
    await sell(card);
    const pin = await sandbox.newPin(till, card.cardId);
    const request = {
      pin,
      serialCard: card.cardId,
      deviceNumber: await world.device(),
      channel: 'web',
      source: '192.0.2.1',
    };
    await expect(world.get(RedemptionService).redeem(request)).rejects.toMatchObject({ code: 'plan.mismatch' });
  });

  it('is for its own tills and its own cards alone', async () => {
    const real = await world.otherTill();
    const [card] = await world.stock(1);
    const { cardId } = await sandbox.take(till, 'sellable');
    for (const refused of [
      () => sandbox.take(real, 'sellable'),
      () => sandbox.played(real, card!.id),
      () => sandbox.newPin(real, card!.id),
      () => sandbox.age(real, 's1', 1),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: 'sandbox.only' });
    }
    for (const refused of [() => sandbox.played(till, card!.id), () => sandbox.newPin(till, card!.id)]) {
      await expect(refused()).rejects.toMatchObject({ code: 'card.not_found' });
    }
    await expect(sandbox.played({ ...real, sandbox: true }, cardId)).rejects.toMatchObject({ code: 'card.not_found' });
  });

  it('makes so many cards a day, and no more', async () => {
    await world.rows(
      `INSERT INTO sandbox_card (card_id, store_id, outcome, taken_at) SELECT -n, $1, 'sellable', now() FROM generate_series(1, 2000) n`,
      [till.storeId],
    );
    await world.rows(`UPDATE sandbox_card SET taken_at = now() WHERE store_id = $1`, [till.storeId]);
    await expect(sandbox.take(till, 'sellable')).rejects.toMatchObject({ code: 'rate.limited' });
  });
});
