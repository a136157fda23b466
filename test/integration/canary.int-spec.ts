import { Transactions } from '#lib/database';
import { DigitSource, makePin } from '#lib/cards';
import { type Problem, newId } from '#lib/kernel';
import { post, spoilPostings } from '#lib/ledger';
import { RedemptionService } from '#lib/redemption';
import pg from 'pg';
import { type StockCard, World } from '../support/world.js';
import { hire } from '../support/staff.js';

/** Cards that were pulled at random and destroyed when their batch came from the press (risks §1, print-house insider). */
describe('a try of a canary’s PIN', () => {
  let world: World;
  let device: string;
  let staffId: string;

  beforeAll(async () => {
    world = await World.create();
    device = await world.device();
    staffId = await hire(world, 'stock');
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(() => world.close());

  /** Takes cards out of the stock, as canaries or as any other ruined card. */
  const pull = (cards: readonly StockCard[], canary: boolean) =>
    world.get(Transactions).run(async (tx) => {
      for (const { id } of cards) {
        await tx.rows(`UPDATE card SET state = 'spoiled' WHERE id = $1`, [String(id)]);
        await tx.rows(
          `INSERT INTO card_event (kind, first_card, last_card, actor) VALUES ('spoil', $1, $1, 'system')`,
          [String(id)],
        );
        const source = newId();
        await post(
          tx,
          spoilPostings({ source, batchId: batchOf(cards), months: 3, cards: 1, businessDate: '2026-01-01' }),
        );
        if (!canary) continue;
        const pulled = [String(id), batchOf(cards), staffId];
        await tx.rows('INSERT INTO canary (card, batch_id, pulled_by) VALUES ($1, $2, $3)', pulled);
      }
    });
  const batchOf = ([card]: readonly StockCard[]): number => Number(card!.id / 10_000_000n);
  const batch = async (id: number) =>
    (
      await world.rows<{ state: string; reason: string | null }>('SELECT state, reason FROM batch WHERE id = $1', [id])
    )[0]!;
  const send = (verb: 'preview' | 'redeem', pin: string, deviceNumber = device) =>
    world
      .get(RedemptionService)
      [verb]({ pin, deviceNumber, channel: 'web', source: '203.0.113.9' })
      .catch((error: Problem) => error.toBody());
  const alarms = (id: number) =>
    world.rows<{ action: string; detail: Record<string, unknown> }>(
      `SELECT action, detail FROM audit WHERE subject = $1 AND actor = 'system' ORDER BY id`,
      [`batch:${String(id).padStart(6, '0')}`],
    );

  it.each(['preview', 'redeem'] as const)(
    'freezes its batch in the same transaction (%s), and says nothing',
    async (verb) => {
      const cards = await world.stock(4, { at: 'printed' });
      await pull(cards.slice(0, 1), true);
      const neutral = await send(verb, makePin(new DigitSource()));

      const answer = await send(verb, cards[0]!.pin);
      expect(JSON.stringify(answer)).toBe(JSON.stringify(neutral));
      expect(answer).toMatchObject({ code: 'pin.not_usable' });
      expect(await batch(batchOf(cards))).toEqual({
        state: 'frozen',
        reason: 'The PIN of a quality sample was tried.',
      });
      expect(await alarms(batchOf(cards))).toMatchObject([
        { action: 'batch.freeze', detail: { serial: cards[0]!.serial, channel: 'web', batchWas: 'released' } },
      ]);
      expect(JSON.stringify(await alarms(batchOf(cards)))).not.toContain(cards[0]!.pin);
      const cases = 'SELECT code, resolved_at FROM exception WHERE card_id = $1';
      expect(await world.rows(cases, [String(cards[0]!.id)])).toEqual([{ code: 'CANARY_TRIED', resolved_at: null }]);

      // Again: the batch stays frozen, the case stays one, the try is written down.
      await send(verb, cards[0]!.pin);
      expect(await world.rows(cases, [String(cards[0]!.id)])).toHaveLength(1);
      expect((await alarms(batchOf(cards))).map(({ action }) => action)).toEqual(['batch.freeze', 'canary.tried']);
    },
  );

  it('counts for a device that nobody knows, too', async () => {
    const cards = await world.stock(2, { at: 'printed' });
    await pull(cards.slice(0, 1), true);
    expect(await send('redeem', cards[0]!.pin, '4040404040')).toMatchObject({ code: 'device.not_found' });
    expect(await batch(batchOf(cards))).toMatchObject({ state: 'frozen' });
  });

  it('of a batch that is not on sale opens a case, and moves nothing', async () => {
    const cards = await world.stock(2, { at: 'printed', state: 'sealed' });
    await pull(cards.slice(0, 1), true);
    expect(await send('redeem', cards[0]!.pin)).toMatchObject({ code: 'pin.not_usable' });
    expect(await batch(batchOf(cards))).toEqual({ state: 'sealed', reason: null });
    expect(await alarms(batchOf(cards))).toMatchObject([{ action: 'canary.tried', detail: { batchWas: 'sealed' } }]);
  });

  it('is not one of any other ruined or unsold card', async () => {
    const cards = await world.stock(3, { at: 'printed' });
    await pull(cards.slice(0, 1), true);
    await pull(cards.slice(1, 2), false);
    await send('redeem', cards[1]!.pin);
    await send('redeem', cards[2]!.pin);
    expect(await batch(batchOf(cards))).toMatchObject({ state: 'released' });
    expect(await alarms(batchOf(cards))).toEqual([]);
  });

  it('is written down with the freeze, or neither is', async () => {
    const cards = await world.stock(2, { at: 'printed' });
    await pull(cards.slice(0, 1), true);
    const owner = new pg.Client(world.url);
    await owner.connect();
    await owner.query(
      `CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
       CREATE TRIGGER broken BEFORE INSERT ON exception FOR EACH ROW EXECUTE FUNCTION broken()`,
    );
    const failed = await world
      .get(RedemptionService)
      .redeem({ pin: cards[0]!.pin, deviceNumber: device, channel: 'web', source: '203.0.113.9' })
      .then(
        () => 'answered',
        () => 'failed',
      );
    await owner.query('DROP TRIGGER broken ON exception; DROP FUNCTION broken');
    await owner.end();
    expect(failed).toBe('failed');
    expect(await batch(batchOf(cards))).toMatchObject({ state: 'released' });
    expect(await world.rows('SELECT 1 FROM attempt WHERE card_id = $1', [String(cards[0]!.id)])).toEqual([]);
    expect(await alarms(batchOf(cards))).toEqual([]);
  });
});
