import { ActivationService, LateSales, REVOKED_SALES_SHOWN, TerminalRevocation, type Till } from '#lib/activation';
import { newId } from '#lib/kernel';
import { RedemptionService } from '#lib/redemption';
import { type StockCard, World } from '../support/world.js';

const HOUR_MS = 3_600_000;

/** What becomes of the sales of a till that was stolen, whoever is at them at the same moment. */
describe('the revocation of a terminal', () => {
  let world: World;
  let till: Till;

  beforeAll(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    till = await world.otherTill();
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(() => world.close());

  const ago = (hours: number): Date => new Date(Date.now() - hours * HOUR_MS);
  const revoke = (since: Date) =>
    world.get(TerminalRevocation).revoke({ terminalId: till.terminalId, since, revokedBy: 'staff:test' });
  const sell = async (count: number): Promise<StockCard[]> => {
    const cards = await world.stock(count, { storeId: till.storeId });
    const money = { amountMinor: 3_000n, currency: 'USD' };
    const sales = world.get(ActivationService);
    // Not more at once than a slow machine serves before it calls itself busy.
    for (let from = 0; from < count; from += 100) {
      const some = cards.slice(from, from + 100);
      await Promise.all(some.map(({ id }) => sales.sell({ till, key: newId(), cardId: id, ...money })));
    }
    return cards;
  };
  const soldHoursAgo = (card: StockCard, hours: number) =>
    world.rows('UPDATE activation SET activated_at = $2 WHERE card_id = $1', [String(card.id), ago(hours)]);
  const redeem = async ({ pin }: StockCard): Promise<string> => {
    const request = { pin, deviceNumber: await world.device(), channel: 'web', source: '203.0.113.7' } as const;
    return (await world.get(RedemptionService).redeem(request)).redemption.state;
  };

  it('and redemptions at the same moment: each came before and counts, or after and is held', async () => {
    const cards = await sell(8);
    const [revoked, ...states] = await Promise.all([revoke(ago(1)), ...cards.map(redeem)]);
    const held = states.filter((state) => state === 'held').length;
    expect(states.filter((state) => state === 'granted')).toHaveLength(cards.length - held);
    // Those that were granted before the lock needed no watching.
    expect(revoked.watched).toBe(held);
  });

  it('of two people at once watches each card once, and an earlier time watches more', async () => {
    const cards = await sell(3);
    await soldHoursAgo(cards[0]!, 5);
    const both = await Promise.all([revoke(ago(1)), revoke(ago(1))]);
    expect(both.map(({ watched }) => watched).sort((a, b) => a - b)).toEqual([0, 2]);
    expect(both[0].revokedAt).toEqual(both[1].revokedAt);
    expect(both[0].sales.map(({ serial }) => serial).sort()).toEqual([cards[1]!.serial, cards[2]!.serial].sort());
    const wider = await revoke(ago(6));
    expect([wider.watched, wider.sales.length]).toEqual([1, 3]);
    for (const card of cards) expect(await redeem(card)).toBe('held');
  });

  it('leaves alone what was taken back and what other tills sold', async () => {
    const mine = till;
    const [voided] = await sell(1);
    till = await world.otherTill();
    const [theirs] = await sell(1);
    till = mine;
    const [{ key }] = (await world.rows<{ key: string }>('SELECT key FROM activation WHERE card_id = $1', [
      String(voided!.id),
    ])) as [{ key: string }];
    await world.get(ActivationService).void(till, key, 'wrong card taken');
    expect(await revoke(ago(1))).toMatchObject({ watched: 0, sales: [] });
    expect(await redeem(theirs!)).toBe('granted');
  });

  it('finds the sales of processes that had not heard of it, once by however many workers', async () => {
    await revoke(ago(1));
    const [late] = await sell(1);
    const workers = [new LateSales(world.transactions), new LateSales(world.transactions)];
    const found = await Promise.all(workers.map((worker) => worker.sweep()));
    expect(found.sort((a, b) => a - b)).toEqual([0, 1]);
    expect(await redeem(late!)).toBe('held');
  });

  it('locks more cards than one statement does, and shows the newest of them', async () => {
    const count = 1_100;
    const cards = await sell(count);
    await soldHoursAgo(cards[0]!, 0.5);
    const { sales, watched } = await revoke(ago(1));
    expect([sales.length, watched]).toEqual([REVOKED_SALES_SHOWN, count]);
    expect(sales.map(({ serial }) => serial)).not.toContain(cards[0]!.serial);
    expect(await world.rows(`SELECT sales FROM terminal_revocation WHERE terminal_id = $1`, [till.terminalId])).toEqual(
      [{ sales: count }],
    );
  });

  it('tells the retailer’s own system, and a person’s name is on it', async () => {
    await world.transactions.run((tx) =>
      tx.rows(
        `INSERT INTO webhook_endpoint (id, retailer_id, url, types, secret_sealed, made_by)
         VALUES ($1, $2, 'https://shop.example/hook', '{terminal.revoked}', '\\x00', 'test')`,
        [newId(), till.retailerId],
      ),
    );
    await sell(1);
    const since = ago(1);
    await revoke(since);
    await revoke(since);
    const { terminalId, storeId, retailerId } = till;
    const facts = { since: since.toISOString(), sales: 1, watched: 1 };
    expect(
      await world.rows(`SELECT data FROM webhook_event WHERE retailer_id = $1 AND type = 'terminal.revoked'`, [
        retailerId,
      ]),
    ).toEqual([{ data: { terminalId: String(terminalId), storeId: String(storeId), ...facts } }]);
    expect(
      await world.rows(
        `SELECT actor, detail FROM audit WHERE action = 'terminal.revoke' AND subject = $1 ORDER BY id`,
        [`terminal:${terminalId}`],
      ),
    ).toEqual([
      { actor: 'staff:test', detail: facts },
      { actor: 'staff:test', detail: { ...facts, watched: 0 } },
    ]);
  });

  it('is refused from a time that lies ahead, and of a terminal that is none: nothing changes', async () => {
    await expect(revoke(ago(-1))).rejects.toMatchObject({ code: 'request.invalid' });
    const none = { terminalId: 999_999, since: ago(1), revokedBy: 'staff:test' };
    await expect(world.get(TerminalRevocation).revoke(none)).rejects.toMatchObject({ code: 'terminal.not_found' });
    expect(
      await world.rows('SELECT 1 FROM terminal WHERE id = $1 AND revoked_at IS NOT NULL', [till.terminalId]),
    ).toEqual([]);
  });
});
