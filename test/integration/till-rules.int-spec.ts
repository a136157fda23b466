import { ActivationService } from '#lib/activation';
import { moveCards, recordEvents, serialOf } from '#lib/cards';
import { newId } from '#lib/kernel';
import { UNLIMITED_MINOR, changeCredit, creditOf } from '#lib/ledger';
import { BlockService, ExpiryService } from '#lib/inventory';
import { HoldService, RedemptionService } from '#lib/redemption';
import { RetailService, createClerk } from '#lib/retail';
import type { TillWatchJob } from '#lib/queue';
import { AlertService, CreditWatch, TillWatch, type WatchReason, noteRefusedSales, watchCards } from '#lib/risk';
import { hire } from '../support/staff.js';
import { type StockCard, type StockOptions, World } from '../support/world.js';

/** The rules of risks.md §1 that look at tills and clerks, each from what really happened at a till. */
describe('the rules of till and clerk', () => {
  let world: World;
  let reviewer: string;
  let names = 0;

  beforeAll(async () => {
    world = await World.create();
    reviewer = await hire(world, 'reviewer');
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(() => world.close());

  /** A clerk with an open drawer; whoever stood there before has gone. */
  const clerkAtTill = async () => {
    const code = String(100 + names++);
    const { storeId, terminalId } = world.till;
    const clerkId = await world.transactions.run((tx) => createClerk(tx, { storeId, name: `Clerk ${code}`, code }));
    const shiftId = newId();
    await world.transactions.run(async (tx) => {
      await tx.rows('UPDATE shift SET closed_at = now() WHERE terminal_id = $1 AND closed_at IS NULL', [terminalId]);
      await tx.rows('INSERT INTO shift (id, terminal_id, clerk_id, float_minor) VALUES ($1, $2, $3, 5000)', [
        shiftId,
        terminalId,
        clerkId,
      ]);
    });
    return { clerkId, shiftId, code };
  };
  const sell = async ({ id }: StockCard, clerk?: string) => {
    const sale = { till: world.till, key: newId(), cardId: id, amountMinor: 3_000n, currency: 'USD' };
    const with_ = clerk === undefined ? sale : { ...sale, clerk };
    return (await world.get(ActivationService).sell(with_)).answer;
  };
  const sold = async (count: number, clerk?: string) => {
    const cards = await world.stock(count);
    for (const card of cards) await sell(card, clerk);
    return cards;
  };
  const keyOf = async ({ id }: StockCard) =>
    (
      await world.rows<{ key: string }>('SELECT key FROM activation WHERE card_id = $1 ORDER BY activated_at DESC', [
        String(id),
      ])
    )[0]!.key;
  const reverse = async (card: StockCard) => world.get(ActivationService).reverse(world.till, await keyOf(card));
  const redeem = async ({ id, pin }: StockCard, device: string, withSerial = false) =>
    world
      .get(RedemptionService)
      .redeem({
        pin,
        deviceNumber: device,
        channel: 'web',
        source: '203.0.113.7',
        ...(withSerial ? { serialCard: id } : {}),
      })
      .then(
        ({ redemption }) => redemption.state as string,
        ({ code }) => code as string,
      );
  const look = (job: TillWatchJob) => world.get(TillWatch).look(job);
  /** Does the jobs that wait, each twice at once, as a queue may. */
  const drain = async () => {
    const jobs = await world.rows<{ id: string; data: TillWatchJob }>(
      `SELECT id, data FROM outbox WHERE queue = 'till-watch' ORDER BY id`,
    );
    await Promise.all(jobs.flatMap(({ data }) => [look(data), look(data)]));
    await world.transactions.run((tx) =>
      tx.rows('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [jobs.map(({ id }) => id)]),
    );
    return jobs.length;
  };
  const alerts = (subject: string) =>
    world.rows<{ id: string; rule: string; facts: Record<string, unknown>; resolved_at: Date | null }>(
      'SELECT id, rule, facts, resolved_at FROM alert WHERE subject = $1 ORDER BY id',
      [subject],
    );
  const resolve = (id: string) => world.get(AlertService).resolve(id, reviewer, 'Spoken to.');

  describe('clerk.rate', () => {
    it('tells of the fourth undone sale of a small shift, once, and of a further one after a person saw to it', async () => {
      const { code, shiftId } = await clerkAtTill();
      const cards = await sold(10, code);
      const takeBack = async (card: StockCard) => {
        await world.get(ActivationService).void(world.till, await keyOf(card), 'regret');
        const [sale] = await world.rows<{ id: string }>('SELECT id FROM activation WHERE card_id = $1', [
          String(card.id),
        ]);
        const job = { what: 'undone', activationId: sale!.id } as const;
        expect(await drain()).toBe(1);
        return job;
      };
      for (const card of cards.slice(0, 3)) await takeBack(card);
      expect(await alerts(`shift:${shiftId}`)).toEqual([]);
      const fourth = await takeBack(cards[3]!);
      const told = await alerts(`shift:${shiftId}`);
      expect(told).toMatchObject([{ rule: 'clerk.rate', facts: { clerk: code, sales: 10, undone: 4 } }]);

      await resolve(told[0]!.id);
      await look(fourth);
      expect(await alerts(`shift:${shiftId}`)).toHaveLength(1);
      await takeBack(cards[4]!);
      expect(await alerts(`shift:${shiftId}`)).toMatchObject([{ facts: { undone: 4 } }, { facts: { undone: 5 } }]);
    });

    it('says nothing of a sale that belongs to no shift', async () => {
      const [card] = await sold(1);
      await reverse(card!);
      await look({ what: 'undone', activationId: newId() });
      expect(await world.rows(`SELECT FROM alert WHERE rule = 'clerk.rate' AND facts->>'clerk' IS NULL`)).toEqual([]);
      await drain();
    });
  });

  describe('swap.scan', () => {
    const refused = ({ id }: StockCard, key: string, storeId = world.till.storeId) =>
      world.transactions.run((tx) =>
        noteRefusedSales(tx, [{ cardId: id, terminalId: world.till.terminalId, storeId, key }]),
      );
    const watches = ({ id }: StockCard) =>
      world.rows<{ reason: string }>('SELECT reason FROM card_watch WHERE card_id = $1', [String(id)]);

    /** Another sale of the sold card, as a till sends it. */
    const sellAgain = async ({ id }: StockCard, key: string) => {
      const sale = { till: world.till, key, cardId: id, amountMinor: 3_000n, currency: 'USD' };
      await expect(world.get(ActivationService).sell(sale)).rejects.toMatchObject({ code: 'card.already_active' });
    };

    it('lets a double beep pass and has a person look after the second one; the holder loses nothing', async () => {
      const [card, other] = (await sold(2)) as [StockCard, StockCard];
      await sellAgain(card, 'again-1');
      await sellAgain(card, 'again-1');
      expect(await drain()).toBe(2);
      expect(await watches(card)).toEqual([]);

      await sellAgain(card, 'again-2');
      await drain();
      expect(await watches(card)).toEqual([{ reason: 'swap.scan' }]);
      expect(await alerts(`card:${card.serial}`)).toMatchObject([{ rule: 'swap.scan', facts: { refused: 2 } }]);
      const device = await world.device();
      expect(await redeem(card, device)).toBe('held');
      expect(await redeem(other, device)).toBe('granted');
      const [hold] = await world.rows<{ id: string; held_because: string }>(
        'SELECT id, held_because FROM redemption WHERE card_id = $1',
        [String(card.id)],
      );
      expect(hold!.held_because).toBe('swap.scan');

      // Given back it is still watched; let through it counts, once.
      await world.get(HoldService).reject(hold!.id, reviewer, 'bring the card');
      expect(await redeem(card, device)).toBe('held');
      const [again] = await world.rows<{ id: string }>(
        `SELECT id FROM redemption WHERE card_id = $1 AND state = 'held'`,
        [String(card.id)],
      );
      await world.get(HoldService).release(again!.id, reviewer);
      expect(await world.stateOf(card)).toBe('redeemed');
    });

    it('counts neither another store’s tills nor what was a day ago', async () => {
      const [card] = (await sold(1)) as [StockCard];
      const elsewhere = await world.otherTill();
      await refused(card, 'near');
      await refused(card, 'far-1', elsewhere.storeId);
      await refused(card, 'far-2', elsewhere.storeId);
      await world.transactions.run((tx) =>
        tx.rows(
          `INSERT INTO refused_sale (id, card_id, terminal_id, store_id, key, at) VALUES ($1, $2, $3, $4, 'old', now() - interval '25 hours')`,
          [newId(), String(card.id), world.till.terminalId, world.till.storeId],
        ),
      );
      await drain();
      expect(await watches(card)).toEqual([]);
      expect(await alerts(`card:${card.serial}`)).toEqual([]);
    });

    it('beside a redemption: before it counts, or after it waits; never both', async () => {
      const cards = await sold(8);
      for (const card of cards) for (const key of ['one', 'two']) await refused(card, key);
      const device = await world.device();
      const [states] = await Promise.all([Promise.all(cards.map((card) => redeem(card, device))), drain()]);
      for (const [i, card] of cards.entries()) {
        expect(['granted', 'held']).toContain(states[i]);
        expect(await world.stateOf(card)).toBe(states[i] === 'held' ? 'held' : 'redeemed');
      }
    });
  });

  describe('clerk.reverse', () => {
    const cases = ({ id }: StockCard) =>
      world.rows<{ amount_minor: string; detail: Record<string, unknown> }>(
        `SELECT amount_minor, detail FROM exception WHERE code = 'CLERK_REVERSED' AND card_id = $1`,
        [String(id)],
      );
    const suspended = async (clerkId: number) =>
      (
        await world.rows<{ since: Date | null; because: string | null }>(
          'SELECT suspended_at AS since, suspended_because AS because FROM clerk WHERE id = $1',
          [clerkId],
        )
      )[0]!;
    /** Sold by the clerk, reversed, and then tried by the customer who left with it. */
    const takenAndReversed = async (card: StockCard, clerk: string, device: string) => {
      await sell(card, clerk);
      await reverse(card);
      expect(await redeem(card, device)).toBe('pin.not_usable');
    };

    it('names clerk and shift at the first card, and suspends at the second, once each', async () => {
      const endpoint = newId();
      await world.transactions.run((tx) =>
        tx.rows(
          `INSERT INTO webhook_endpoint (id, retailer_id, url, types, secret_sealed, made_by)
           VALUES ($1, $2, 'https://shop.example/hook', '{sale.exception,clerk.suspended}', '\\x00', 'test')`,
          [endpoint, world.till.retailerId],
        ),
      );
      const { clerkId, shiftId, code } = await clerkAtTill();
      const device = await world.device();
      const [first, second] = (await world.stock(2)) as [StockCard, StockCard];
      await takenAndReversed(first, code, device);
      await drain();
      expect(await cases(first)).toMatchObject([{ amount_minor: '3000', detail: { clerk: code, clerkId, shiftId } }]);
      // The same customer again, and again: one card, one case.
      for (let again = 0; again < 3; again++) await redeem(first, device, true);
      await drain();
      expect(await cases(first)).toHaveLength(1);
      expect(await suspended(clerkId)).toEqual({ since: null, because: null });

      await takenAndReversed(second, code, device);
      await drain();
      expect(await cases(second)).toHaveLength(1);
      const { since, because } = await suspended(clerkId);
      expect(since).not.toBeNull();
      expect(because).toMatch(/^clerk\.reverse/);
      expect(await alerts(`clerk:${clerkId}`)).toMatchObject([
        { rule: 'clerk.reverse', facts: { cards: 2, clerk: code } },
      ]);
      const deeds = `SELECT FROM audit WHERE action = 'clerk.suspend' AND subject = $1`;
      expect(await world.rows(deeds, [`clerk:${clerkId}`])).toHaveLength(1);

      const told = await world.rows<{ type: string; data: Record<string, unknown> }>(
        `SELECT type, data FROM webhook_event WHERE data->>'clerk' = $1 ORDER BY at`,
        [code],
      );
      expect(told).toMatchObject([
        { type: 'sale.exception', data: { code: 'CLERK_REVERSED', serial: first.serial } },
        { type: 'sale.exception', data: { code: 'CLERK_REVERSED', serial: second.serial } },
        { type: 'clerk.suspended', data: { clerk: code, storeId: world.till.storeId } },
      ]);

      // Restored by a person; the same jobs again change nothing.
      await world.transactions.run((tx) =>
        tx.rows('UPDATE clerk SET suspended_at = NULL, suspended_because = NULL WHERE id = $1', [clerkId]),
      );
      await look({ what: 'pin_tried', cardId: String(second.id) });
      expect((await suspended(clerkId)).since).toBeNull();
      expect(JSON.stringify([...(await cases(first)), ...(await cases(second))])).not.toContain(first.pin);
    });

    it('of two cards looked at at once suspends too', async () => {
      const { clerkId, code } = await clerkAtTill();
      const device = await world.device();
      const cards = await world.stock(2);
      for (const card of cards) await takenAndReversed(card, code, device);
      await drain();
      expect((await suspended(clerkId)).since).not.toBeNull();
      expect(await alerts(`clerk:${clerkId}`)).toHaveLength(1);
    });

    it('is no matter of voids, of cards that nobody reversed, and of cards that were sold again', async () => {
      const { code } = await clerkAtTill();
      const device = await world.device();
      const [voided, unsold, again] = (await world.stock(3)) as [StockCard, StockCard, StockCard];
      await sell(voided, code);
      await world.get(ActivationService).void(world.till, await keyOf(voided), 'regret');
      await sell(again, code);
      await reverse(again);
      await sell(again, code);
      expect(await redeem(voided, device)).toBe('pin.not_usable');
      expect(await redeem(unsold, device)).toBe('pin.not_usable');
      expect(await redeem(again, device)).toBe('granted');
      expect(await drain()).toBeGreaterThanOrEqual(2);
      for (const card of [voided, unsold, again]) {
        await look({ what: 'pin_tried', cardId: String(card.id) });
        expect(await cases(card)).toEqual([]);
      }
    });

    it('counts tries of the last thirty days only', async () => {
      const { clerkId, code } = await clerkAtTill();
      const device = await world.device();
      const [old, fresh] = (await world.stock(2)) as [StockCard, StockCard];
      await takenAndReversed(old, code, device);
      await drain();
      await world.transactions.run((tx) =>
        tx.rows(
          `UPDATE exception SET opened_at = now() - interval '31 days' WHERE code = 'CLERK_REVERSED' AND card_id = $1`,
          [String(old.id)],
        ),
      );
      await takenAndReversed(fresh, code, device);
      await drain();
      expect((await suspended(clerkId)).since).toBeNull();
    });
  });

  it('makes up for looks that a queue has lost', async () => {
    const { code, shiftId } = await clerkAtTill();
    const [scanned, tried, ...undone] = (await sold(6, code)) as [StockCard, StockCard, ...StockCard[]];
    for (const card of undone) await world.get(ActivationService).void(world.till, await keyOf(card), 'regret');
    await reverse(tried);
    expect(await redeem(tried, await world.device())).toBe('pin.not_usable');
    const again = { cardId: scanned.id, terminalId: world.till.terminalId, storeId: world.till.storeId };
    for (const key of ['a', 'b']) await world.transactions.run((tx) => noteRefusedSales(tx, [{ ...again, key }]));
    await world.transactions.run((tx) => tx.rows('DELETE FROM outbox'));
    await Promise.all([world.get(TillWatch).sweep(), world.get(TillWatch).sweep()]);
    expect(await alerts(`shift:${shiftId}`)).toMatchObject([{ facts: { undone: 5 } }]);
    expect(await alerts(`card:${scanned.serial}`)).toHaveLength(1);
    const cases = `SELECT FROM exception WHERE code = 'CLERK_REVERSED' AND card_id = $1`;
    expect(await world.rows(cases, [String(tried.id)])).toHaveLength(1);
  });

  describe('retailer.credit', () => {
    /** Moves the limit, so that what is owed is another share of it. */
    const agree = (limitMinor: bigint) =>
      world.transactions.run(async (tx) => {
        const { retailerId } = world.till;
        const before = await world.get(RetailService).setCreditLimit(tx, retailerId, limitMinor);
        await changeCredit(tx, retailerId, limitMinor - (before ?? UNLIMITED_MINOR));
      });

    it('tells from 80 % on, once, is quiet for who has seen to it, and ends by itself', async () => {
      const { retailerId } = world.till;
      const subject = `retailer:${retailerId}`;
      const sweep = () => Promise.all([world.get(CreditWatch).sweep(), world.get(CreditWatch).sweep()]);
      await sold(1);
      const { owedMinor } = (await world.transactions.run((tx) => creditOf(tx, retailerId)))!;
      const atFourFifths = (owedMinor * 5n) / 4n;
      await agree(atFourFifths + 1n);
      await sweep();
      expect(await alerts(subject)).toEqual([]);
      await agree(atFourFifths);
      await sweep();
      await sweep();
      const told = await alerts(subject);
      const facts = { stage: 'near', limitMinor: String(atFourFifths), owedMinor: String(owedMinor) };
      expect(told).toMatchObject([{ rule: 'retailer.credit', facts, resolved_at: null }]);

      await resolve(told[0]!.id);
      await sweep();
      expect(await alerts(subject)).toHaveLength(1);
      await world.transactions.run((tx) =>
        tx.rows(`UPDATE alert SET resolved_at = now() - interval '25 hours' WHERE id = $1`, [told[0]!.id]),
      );
      await agree(owedMinor - 1n);
      await sweep();
      expect(await alerts(subject)).toMatchObject([{}, { facts: { stage: 'full' }, resolved_at: null }]);
      await agree(owedMinor * 100n);
      await sweep();
      expect((await alerts(subject)).filter(({ resolved_at: at }) => at === null)).toEqual([]);
    });
  });

  describe('a card that a till sold while nobody answered', () => {
    const STOPS: Partial<Record<WatchReason, (card: StockCard) => Promise<unknown>>> = {
      'stored.blocked': ({ id }) =>
        world.get(BlockService).block({ firstCard: id, lastCard: id, reason: 'stolen' }, { staffId: reviewer }),
      'stored.expired': () => world.get(ExpiryService).sweep(),
      'stored.exposed': async (card) => redeem(card, await world.device()),
    };
    /** At another price than its batch's, which is what it is worth from then on. */
    const soldAnyway = async (reason: WatchReason, options: StockOptions = {}) => {
      const [card] = (await world.stock(1, options)) as [StockCard];
      await world.transactions.run((tx) =>
        tx.rows(
          `INSERT INTO product_price (product_id, valid_from, price_minor, set_by)
           SELECT product_id, '2026-01-01', 2500, 'test' FROM batch WHERE id = $1`,
          [Number(card.id / 10_000_000n)],
        ),
      );
      await STOPS[reason]?.(card);
      const sale = { till: world.till, key: newId(), cardId: card.id, amountMinor: 2_500n, currency: 'USD' };
      const [answer] = await world.get(ActivationService).sellStored([sale]);
      expect(answer).toMatchObject({ sale: { amountMinor: 2_500n } });
      await drain();
      return card;
    };

    it.each([
      ['stored.blocked', {}],
      ['stored.expired', { sellByDays: -40 }],
      ['stored.exposed', {}],
      ['stored.not_released', { state: 'sealed' }],
    ] as const)(
      'is held, with and without its serial, as %s; a person gives its months at the sale’s price',
      async (reason, options) => {
        const device = await world.device();
        for (const withSerial of [false, true]) {
          const card = await soldAnyway(reason, options);
          expect(await redeem(card, device, withSerial)).toBe('held');
          expect(await redeem(card, device, withSerial)).toBe('held');
          const [hold] = await world.rows<{ id: string; held_because: string }>(
            'SELECT id, held_because FROM redemption WHERE card_id = $1',
            [String(card.id)],
          );
          expect(hold!.held_because).toBe(reason);
          expect(await world.broken()).toEqual([]);
          await world.get(HoldService).release(hold!.id, reviewer);
          expect(await world.stateOf(card)).toBe('redeemed');
          const money = `SELECT amount FROM transfer WHERE source = $1 AND kind = 'redemption'`;
          expect(await world.rows(money, [hold!.id])).toEqual([{ amount: '2500' }]);
        }
      },
    );

    it('is given back as a paid card whose next try waits again', async () => {
      const card = await soldAnyway('stored.blocked');
      const device = await world.device();
      expect(await redeem(card, device)).toBe('held');
      const [hold] = await world.rows<{ id: string }>('SELECT id FROM redemption WHERE card_id = $1', [
        String(card.id),
      ]);
      await world.get(HoldService).reject(hold!.id, reviewer, 'show the receipt');
      expect(await world.stateOf(card)).toBe('active');
      expect(await redeem(card, device)).toBe('held');
    });

    it('is refused when it was blocked without being sold', async () => {
      const [card] = (await world.stock(1)) as [StockCard];
      await world.transactions.run(async (tx) => {
        await recordEvents(tx, [{ kind: 'block', firstCard: card.id, lastCard: card.id, actor: 'system' }]);
        await moveCards(tx, [
          { id: card.id, from: 'in_store', to: 'blocked', activationId: null, blockedFrom: 'in_store' },
        ]);
        await watchCards(tx, [{ cardId: card.id, reason: 'stored.blocked', source: serialOf(card.id) }]);
      });
      expect(await redeem(card, await world.device())).toBe('pin.not_usable');
      expect(await redeem(card, await world.device(), true)).toBe('card.blocked');
      await drain();
    });
  });
});
