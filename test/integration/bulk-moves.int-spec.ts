import { ACTIVATION_CHECKS, ActivationService } from '#lib/activation';
import type { CardRange } from '#lib/cards';
import { BulkTransactions } from '#lib/database';
import { BlockService, ConsignmentService, INVENTORY_CHECKS, ReturnService } from '#lib/inventory';
import { LEDGER_CHECKS } from '#lib/ledger';
import { hire } from '../support/staff.js';
import { type StockCard, World } from '../support/world.js';

const MANY = 100_000;
/** More than any seller can sell while the moves last. */
const ON_PEGS = 40_000;
const SELLERS = 4;
/** Every so many-th card of the box is sold while it is being blocked. */
const SOLD_INSIDE_EVERY = 500;

describe('a move of 100,000 cards', () => {
  let world: World;
  let many: StockCard[];
  let pegs: StockCard[];

  beforeAll(async () => {
    world = await World.create();
    many = await world.stock(MANY, { at: 'printed' });
    pegs = await world.stock(ON_PEGS);
  }, 120_000);
  afterAll(() => world.close());

  /** Repeats itself under its key while the other side is busy, as a till does. */
  const sell = async ({ id }: StockCard): Promise<string> => {
    const { till } = world;
    const command = { till, key: `bulk-${id}`, cardId: id, amountMinor: 3_000n, currency: 'USD' };
    for (;;) {
      try {
        return (await world.get(ActivationService).sell(command)).answer.id;
      } catch (error) {
        if ((error as { code?: string }).code !== 'busy') throw error;
      }
    }
  };

  it('is one event, and sales go on meanwhile without losing one', async () => {
    const box: CardRange = { firstCard: many[0]!.id, lastCard: many.at(-1)!.id };
    const ends = [String(box.firstCard), String(box.lastCard)];
    const [staffId, approver] = [await hire(world, 'stock'), await hire(world, 'approver')];
    const boxes = world.get(ConsignmentService);
    const blocks = world.get(BlockService);

    const sold: string[] = [];
    let done = false;
    const sellers = Array.from({ length: SELLERS }, async () => {
      for (let card = pegs.pop(); !done && card !== undefined; card = pegs.pop()) sold.push(await sell(card));
    });
    const move = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
      const before = sold.length;
      const result = await work();
      expect([name, sold.length > before]).toEqual([name, true]);
      return result;
    };
    const shipment = { storeId: world.till.storeId, ...box };
    const deliver = async (): Promise<void> => {
      const { consignmentId } = await move('ship', () => boxes.ship(shipment, { staffId }));
      await move('receive', () => boxes.receive(consignmentId, { count: MANY, missing: [] }, staffId));
    };
    await deliver();
    await move('return', () => world.get(ReturnService).giveBack({ ...shipment, reason: 'too many' }, { staffId }));
    await deliver();
    const inside = many.filter((_, i) => i % SOLD_INSIDE_EVERY === 0);
    const [, ...outcomes] = await Promise.all([
      move('block', () => blocks.block({ ...box, reason: 'stolen' }, { staffId })),
      ...inside.map((card) =>
        sell(card).then(
          () => 'sold',
          ({ code }: { code: string }) => code,
        ),
      ),
    ]);
    expect(outcomes.filter((outcome) => outcome !== 'sold' && outcome !== 'card.blocked')).toEqual([]);
    const soldInside = outcomes.filter((outcome) => outcome === 'sold').length;
    await blocks.askUnblock(box, 'it was found', staffId);
    await move('unblock', () => blocks.decideUnblock({ ...box, staffId: approver, decision: 'approved' }));
    done = true;
    await Promise.all(sellers);

    const events = await world.rows<{ kind: string }>(
      'SELECT kind FROM card_event WHERE first_card = $1 AND last_card = $2 ORDER BY id',
      ends,
    );
    const kinds = ['mint', 'ship', 'receive', 'return', 'ship', 'receive', 'block', 'unblock'];
    expect(events.map(({ kind }) => kind)).toEqual(kinds);
    const [kept] = await world.rows('SELECT count(*)::int AS n FROM activation WHERE id = ANY($1::uuid[])', [sold]);
    expect(kept).toEqual({ n: sold.length });
    const states = await world.rows<{ state: string; n: number }>(
      'SELECT state, count(*)::int AS n FROM card WHERE id BETWEEN $1 AND $2 GROUP BY 1',
      ends,
    );
    const counted = Object.fromEntries(states.map(({ state, n }) => [state, n]));
    expect([counted['in_store'], counted['active'] ?? 0]).toEqual([MANY - soldInside, soldInside]);
    const bulk = world.get(BulkTransactions);
    for (const check of [...INVENTORY_CHECKS, ...ACTIVATION_CHECKS, ...LEDGER_CHECKS])
      expect([check.name, await check.run((sql, values = []) => bulk.read(sql, values))]).toEqual([check.name, []]);
  }, 180_000);
});
