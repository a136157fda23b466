import { batchOfCard } from '#lib/cards';
import { BulkTransactions } from '#lib/database';
import { BlockService, ExpiryService } from '#lib/inventory';
import { hire } from '../support/staff.js';
import { World } from '../support/world.js';

describe('the sweep of shelves', () => {
  let world: World;
  let expiry: ExpiryService;

  beforeAll(async () => {
    world = await World.create();
    expiry = world.get(ExpiryService);
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(() => world.close());

  it('takes old cards off the pegs, batch by batch, and nothing else', async () => {
    const old = await world.stock(5, { sellByDays: -3 });
    const older = await world.stock(3, { sellByDays: -300, state: 'frozen' });
    const travelling = await world.stock(2, { sellByDays: -3, at: 'shipped' });
    const fresh = await world.stock(2, { sellByDays: 1 });
    const staffId = await hire(world, 'stock');
    const stopped = { firstCard: old[1]!.id, lastCard: old[1]!.id };
    await world.get(BlockService).block({ ...stopped, reason: 'lost' }, { staffId });

    expect(await expiry.sweep()).toBe(7);
    expect(await expiry.sweep()).toBe(0);
    const states = await Promise.all(
      [old[0]!, old[1]!, older[0]!, travelling[0]!, fresh[0]!].map((c) => world.stateOf(c)),
    );
    expect(states).toEqual(['expired', 'blocked', 'expired', 'shipped', 'in_store']);
    const months = await world.rows(`SELECT sum(amount)::int AS months FROM transfer WHERE kind = 'expire_unsold'`);
    expect(months).toEqual([{ months: 21 }]);
  });

  it('moves a card once when two sweep at once', async () => {
    const cards = await world.stock(50, { sellByDays: -3 });
    const swept = await Promise.all([
      expiry.sweep(),
      expiry.sweep(),
      new ExpiryService(world.get(BulkTransactions)).sweep(),
    ]);
    expect(swept.reduce((sum, n) => sum + n, 0)).toBe(50);
    const events = await world.rows(
      `SELECT first_card, last_card FROM card_event WHERE kind = 'expire' AND first_card / 10000000 = $1`,
      [batchOfCard(cards[0]!.id)],
    );
    expect(events).toHaveLength(1);
  });

  it('does nothing more once it is told to stop', async () => {
    const cards = await world.stock(2, { sellByDays: -3 });
    const stopped = AbortSignal.abort();
    expect(await expiry.sweep(stopped)).toBe(0);
    expect(await world.stateOf(cards[0]!)).toBe('in_store');
    expect(await expiry.sweep()).toBe(2);
  });
});
