import { ActivationService } from '#lib/activation';
import { BatchReader } from '#lib/card-batch';
import { batchOfCard, moveRange } from '#lib/cards';
import { BulkTransactions } from '#lib/database';
import { RedemptionService } from '#lib/redemption';
import { type StockCard, World } from '../support/world.js';

describe('the equation of a batch', () => {
  let world: World;
  let reader: BatchReader;
  let keys = 0;

  const sell = (card: StockCard) =>
    world
      .get(ActivationService)
      .sell({ till: world.till, key: `e${keys++}`, cardId: card.id, amountMinor: 3_000n, currency: 'USD' });
  const move = (card: StockCard, from: 'printed' | 'in_store' | 'active', event: 'spoil' | 'block' | 'expire') =>
    world.transactions.run((tx) =>
      moveRange(tx, { firstCard: card.id, lastCard: card.id, from, event, actor: 'system' }),
    );

  beforeAll(async () => {
    world = await World.create();
    reader = new BatchReader(world.transactions, world.get(BulkTransactions));
  });
  afterAll(() => world.close());

  it('finds every card in its place, sold apart from unsold, and closes', async () => {
    const cards = await world.stock(14);
    const batchId = batchOfCard(cards[0]!.id);
    const [expired, blocked, active, held, redeemed, voided, expiredSold, blockedSold] = cards as [
      StockCard,
      StockCard,
      StockCard,
      StockCard,
      StockCard,
      StockCard,
      StockCard,
      StockCard,
    ];
    await move(expired, 'in_store', 'expire');
    await move(blocked, 'in_store', 'block');
    const receipts = new Map<StockCard, string>();
    for (const card of [active, held, redeemed, voided, expiredSold, blockedSold]) {
      receipts.set(card, (await sell(card)).answer.key);
    }
    const device = await world.device();
    const redemption = { channel: 'api', source: '192.0.2.1', deviceNumber: device };
    await world.get(RedemptionService).redeem({ ...redemption, pin: redeemed.pin });
    await world.transactions.run((tx) => tx.rows(`UPDATE batch SET state = 'frozen' WHERE id = $1`, [batchId]));
    await world.get(RedemptionService).redeem({ ...redemption, pin: held.pin });
    await world.transactions.run((tx) => tx.rows(`UPDATE batch SET state = 'released' WHERE id = $1`, [batchId]));
    await world.get(ActivationService).void(world.till, receipts.get(voided)!, 'wrong card');
    await move(expiredSold, 'active', 'expire');
    await move(blockedSold, 'active', 'block');
    expect(await reader.equation(batchId)).toEqual({
      minted: 14,
      spoiled: 0,
      warehouse: 0,
      shipped: 0,
      inStore: 6,
      active: 1,
      held: 1,
      redeemed: 1,
      replaced: 0,
      voided: 1,
      expiredUnsold: 1,
      expiredSold: 1,
      blockedUnsold: 1,
      blockedSold: 1,
      closes: true,
    });
    expect((await reader.detail(batchId)).counts).toEqual({
      in_store: 6,
      active: 1,
      held: 1,
      redeemed: 1,
      voided: 1,
      expired: 2,
      blocked: 2,
    });
  });

  it('does not close when a card is missing or one too many', async () => {
    const [card] = await world.stock(5, { at: 'printed' });
    const batchId = batchOfCard(card!.id);
    expect(await reader.equation(batchId)).toMatchObject({ minted: 5, warehouse: 5, closes: true });
    await world.transactions.run((tx) => tx.rows('UPDATE batch SET quantity = 6, minted = 6 WHERE id = $1', [batchId]));
    expect(await reader.equation(batchId)).toMatchObject({ minted: 6, warehouse: 5, closes: false });
    await world.transactions.run((tx) => tx.rows('UPDATE batch SET minted = 4 WHERE id = $1', [batchId]));
    expect(await reader.equation(batchId)).toMatchObject({ minted: 4, warehouse: 5, closes: false });
  });

  it('counts the batch’s own cards only', async () => {
    const [one] = await world.stock(3, { at: 'printed' });
    const [two] = await world.stock(4, { at: 'shipped' });
    expect(await reader.equation(batchOfCard(one!.id))).toMatchObject({ minted: 3, warehouse: 3, shipped: 0 });
    expect(await reader.equation(batchOfCard(two!.id))).toMatchObject({ minted: 4, warehouse: 0, shipped: 4 });
  });
});
