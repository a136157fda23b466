import { randomBytes } from 'node:crypto';
import { ActivationService } from '#lib/activation';
import { type CardRange, batchOfCard, cardId, moveRange, serialOf } from '#lib/cards';
import { BulkTransactions } from '#lib/database';
import { newId } from '#lib/kernel';
import { BlockService, ConsignmentService, ReturnService, rangeOfSubject } from '#lib/inventory';
import { hire } from '../support/staff.js';
import { type StockCard, World } from '../support/world.js';

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    ({ code }: { code: string }) => code,
  );
const detailOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    ({ message }: Error) => message,
  );
const between = (cards: readonly StockCard[], first = 0, last = cards.length - 1): CardRange => ({
  firstCard: cards[first]!.id,
  lastCard: cards[last]!.id,
});

describe('where the cards are', () => {
  let world: World;
  let boxes: ConsignmentService;
  let returns: ReturnService;
  let blocks: BlockService;
  let sales: ActivationService;
  let storeId: number;
  let staffId: string;
  let approver: string;

  beforeAll(async () => {
    world = await World.create();
    boxes = world.get(ConsignmentService);
    returns = world.get(ReturnService);
    blocks = world.get(BlockService);
    sales = world.get(ActivationService);
    storeId = world.till.storeId;
    staffId = await hire(world, 'stock', 'batch-manager');
    approver = await hire(world, 'approver');
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(() => world.close());

  const ship = async (range: CardRange, to = storeId, key?: string) =>
    boxes.ship({ storeId: to, ...range }, { staffId, ...(key === undefined ? {} : { key }) });
  const giveBack = (range: CardRange, from = storeId, key?: string) =>
    returns.giveBack(
      { storeId: from, reason: 'store closes', ...range },
      { staffId, ...(key === undefined ? {} : { key }) },
    );
  const statesOf = async ({ firstCard, lastCard }: CardRange): Promise<Record<string, number>> => {
    const rows = await world.rows<{ state: string; cards: number }>(
      'SELECT state, count(*)::int AS cards FROM card WHERE id BETWEEN $1 AND $2 GROUP BY state',
      [String(firstCard), String(lastCard)],
    );
    return Object.fromEntries(rows.map(({ state, cards }) => [state, cards]));
  };
  const eventsOf = (range: CardRange, kind: string) =>
    world.rows(
      `SELECT first_card AS first, last_card AS last, store_id AS store, detail FROM card_event
        WHERE kind = $3 AND first_card BETWEEN $1 AND $2 ORDER BY id`,
      [String(range.firstCard), String(range.lastCard), kind],
    );
  /** What a refused call must leave as it was. */
  const traces = () =>
    world.rows(
      `SELECT (SELECT count(*) FROM card_event) AS events, (SELECT count(*) FROM consignment) AS boxes,
              (SELECT count(*) FROM card_return) AS returns, (SELECT count(*) FROM audit) AS deeds,
              (SELECT count(*) FROM office_key) AS keys, (SELECT count(*) FROM approval) AS approvals`,
    );
  const sell = (card: StockCard, key: string) =>
    sales.sell({ till: world.till, key, cardId: card.id, amountMinor: 3_000n, currency: 'USD' });

  describe('a shipment', () => {
    it('takes the whole range with one event, and its repeat is the same shipment', async () => {
      const cards = await world.stock(40, { at: 'printed', state: 'sealed' });
      const range = between(cards, 0, 29);
      const first = await ship(range, storeId, 'ship-1');
      const again = await ship(range, storeId, 'ship-1');
      expect(again).toEqual({ consignmentId: first.consignmentId, replayed: true });
      expect(await codeOf(ship(between(cards, 0, 28), storeId, 'ship-1'))).toBe('request.key_reused');
      expect(await statesOf(range)).toEqual({ shipped: 30 });
      expect(await eventsOf(range, 'ship')).toEqual([
        { first: String(range.firstCard), last: String(range.lastCard), store: storeId, detail: null },
      ]);
      expect(await boxes.get(first.consignmentId)).toMatchObject({
        storeId,
        cards: 30,
        state: 'shipped',
        received: null,
      });
    });

    it('is refused, and changes nothing, unless all of it lies in the warehouse', async () => {
      const cards = await world.stock(30, { at: 'printed' });
      const other = await world.otherTill();
      await ship(between(cards, 10, 19), other.storeId);
      const { consignmentId } = await ship(between(cards, 20, 24), other.storeId);
      await boxes.receive(consignmentId, { count: 5, missing: [] }, staffId);
      const before = await traces();

      expect(await codeOf(ship(between(cards, 5, 12)))).toBe('range.overlap');
      expect(await detailOf(ship(between(cards, 5, 12)))).toBe(
        `3 of the 8 cards are not in the warehouse: 3 on the way to store ${other.storeId}.`,
      );
      expect(await codeOf(ship(between(cards, 22, 29)))).toBe('card.wrong_state');
      expect(await detailOf(ship(between(cards, 22, 29)))).toContain(`3 in store ${other.storeId}`);
      expect(await codeOf(ship({ firstCard: cards[25]!.id, lastCard: cards[29]!.id + 1n }))).toBe('card.not_found');
      expect(await codeOf(ship({ firstCard: cards[29]!.id, lastCard: cards[25]!.id }))).toBe('range.invalid');
      const next = batchOfCard(cards[0]!.id) + 1;
      expect(await codeOf(ship({ firstCard: cards[25]!.id, lastCard: cardId(next, 0) }))).toBe('range.invalid');
      expect(await codeOf(ship({ firstCard: cardId(1, 0), lastCard: cardId(1, 1_000_000) }))).toBe('range.invalid');
      expect(await codeOf(ship({ firstCard: cardId(888_888, 0), lastCard: cardId(888_888, 1) }))).toBe(
        'card.not_found',
      );
      expect(await codeOf(ship(between(cards, 25, 29), 999_999))).toBe('store.not_found');
      expect(await traces()).toEqual(before);
      expect(await statesOf(between(cards, 25, 29))).toEqual({ printed: 5 });
    });

    it('leaves out what was ruined, on the way there and back, and two scans still receive it', async () => {
      const cards = await world.stock(20, { at: 'printed' });
      const ruin = (i: number) =>
        world
          .get(BulkTransactions)
          .run((tx) => moveRange(tx, { ...between(cards, i, i), from: 'printed', event: 'spoil', actor: 'system' }));
      for (const i of [0, 7, 12]) await ruin(i);
      expect(await codeOf(ship(between(cards, 7, 7)))).toBe('card.wrong_state');

      const { consignmentId } = await ship(between(cards));
      expect(await boxes.get(consignmentId)).toMatchObject({ cards: 17 });
      const ends = { first: cards[1]!.id, last: cards[19]!.id, missing: [] };
      expect(await codeOf(boxes.receive(consignmentId, { ...ends, count: 19 }, staffId))).toBe('count.differs');
      await boxes.receive(consignmentId, ends, staffId);
      expect(await boxes.get(consignmentId)).toMatchObject({ state: 'received', received: 17 });
      expect(await statesOf(between(cards))).toEqual({ in_store: 17, spoiled: 3 });

      await giveBack(between(cards));
      expect(await statesOf(between(cards))).toEqual({ printed: 17, spoiled: 3 });
    });

    it('of a batch that is not sealed, or closed, is refused', async () => {
      const [card] = await world.stock(1, { at: 'printed' });
      const only = between([card!]);
      const set = (state: string) =>
        world.rows('UPDATE batch SET state = $2 WHERE id = $1', [batchOfCard(card!.id), state]);
      await set('minted');
      expect(await codeOf(ship(only))).toBe('batch.not_sealed');
      await set('closed');
      expect(await codeOf(ship(only))).toBe('batch.wrong_state');
      await set('released');
      expect(await codeOf(ship(only))).toBe('done');
    });

    it('of a batch that left for a print house waits for the certificate of each of its bundles', async () => {
      const cards = await world.stock(10, { at: 'printed' });
      const batch = batchOfCard(cards[0]!.id);
      const [house] = await world.rows<{ id: number }>(
        `INSERT INTO print_house (name, contact, created_by) VALUES ($1, 'x', $2) RETURNING id`,
        [`House ${newId()}`, staffId],
      );
      const [key] = await world.rows<{ id: number }>(
        `INSERT INTO house_key (house_id, recipient, signing_key, fingerprint, state, added_by)
         VALUES ($1, $2, $3, $4, 'confirmed', $5) RETURNING id`,
        [house!.id, `age1${newId()}`, randomBytes(44), randomBytes(32), staffId],
      );
      const bundle = newId();
      await world.rows(
        `INSERT INTO bundle (id, batch_id, house_key_id, kind, state, cards, requested_by) VALUES ($1, $2, $3, 'data', 'ready', 10, $4)`,
        [bundle, batch, key!.id, staffId],
      );
      expect(await codeOf(ship(between(cards, 0, 0)))).toBe('done');

      await world.rows(
        `UPDATE bundle SET state = 'downloaded', downloaded_at = now(), downloaded_by = $2 WHERE id = $1`,
        [bundle, staffId],
      );
      const before = await traces();
      expect(await codeOf(ship(between(cards, 1, 9)))).toBe('certificate.missing');
      expect(await traces()).toEqual(before);

      await world.rows(`UPDATE bundle SET receipt = '{}', certificate = '{}', certificate_at = now() WHERE id = $1`, [
        bundle,
      ]);
      expect(await codeOf(ship(between(cards, 1, 9)))).toBe('done');
    });
  });

  describe('a receipt', () => {
    const shipped = async (count: number): Promise<{ cards: StockCard[]; id: string }> => {
      const cards = await world.stock(count, { at: 'printed' });
      return { cards, id: (await ship(between(cards))).consignmentId };
    };
    const openDifferences = async () =>
      Number((await world.rows<{ n: string }>(`SELECT count(*) AS n FROM exception WHERE code = 'COUNT_DIFF'`))[0]!.n);

    it('needs no more than the two ends of the box', async () => {
      const { cards, id } = await shipped(12);
      await boxes.receive(id, { first: cards[0]!.id, last: cards[11]!.id, missing: [] }, staffId);
      expect(await boxes.get(id)).toMatchObject({ state: 'received', received: 12 });
      expect(await statesOf(between(cards))).toEqual({ in_store: 12 });
    });

    it('of a part leaves the rest on its way, and someone must explain it', async () => {
      const { cards, id } = await shipped(12);
      const before = await openDifferences();
      await boxes.receive(id, { first: cards[0]!.id, last: cards[9]!.id, missing: [cards[3]!.id] }, staffId);
      expect(await boxes.get(id)).toMatchObject({ state: 'received_short', received: 9 });
      expect(await statesOf(between(cards))).toEqual({ in_store: 9, shipped: 3 });
      expect(await openDifferences()).toBe(before + 1);
      expect((await eventsOf(between(cards), 'receive')).map(({ first, last }) => [first, last])).toEqual([
        [String(cards[0]!.id), String(cards[2]!.id)],
        [String(cards[4]!.id), String(cards[9]!.id)],
      ]);
    });

    it.each([
      [
        'a card before the box',
        (cards: StockCard[]) => ({ first: cards[0]!.id - 1n, last: cards[5]!.id, missing: [] }),
        'range.invalid',
      ],
      [
        'a card behind it',
        (cards: StockCard[]) => ({ last: cards[5]!.id + 1n, count: 6, missing: [] }),
        'range.invalid',
      ],
      [
        'ends the wrong way round',
        (cards: StockCard[]) => ({ first: cards[4]!.id, last: cards[2]!.id, missing: [] }),
        'range.invalid',
      ],
      ['another count than its cards', () => ({ count: 5, missing: [] }), 'count.differs'],
      [
        'a missing card twice',
        (cards: StockCard[]) => ({ count: 4, missing: [cards[1]!.id, cards[1]!.id] }),
        'count.differs',
      ],
      [
        'a missing card outside',
        (cards: StockCard[]) => ({ last: cards[3]!.id, count: 3, missing: [cards[5]!.id] }),
        'range.invalid',
      ],
    ])('is refused with %s', async (_, box, code) => {
      const { cards, id } = await shipped(6);
      const before = await traces();
      expect(await codeOf(boxes.receive(id, box(cards), staffId))).toBe(code);
      expect(await traces()).toEqual(before);
      expect(await statesOf(between(cards))).toEqual({ shipped: 6 });
    });

    it('happens once', async () => {
      const { id } = await shipped(3);
      await boxes.receive(id, { count: 3, missing: [] }, staffId);
      expect(await codeOf(boxes.receive(id, { count: 3, missing: [] }, staffId))).toBe('consignment.wrong_state');
      expect(await codeOf(boxes.receive(newId(), { count: 3, missing: [] }, staffId))).toBe('consignment.not_found');
      expect(await codeOf(boxes.receive('x', { count: 3, missing: [] }, staffId))).toBe('consignment.not_found');
    });

    it('counts no card that turned round on its way, and is whole without it', async () => {
      const { cards, id } = await shipped(6);
      await giveBack(between(cards, 4, 5));
      const before = await openDifferences();
      expect(await codeOf(boxes.receive(id, { count: 6, missing: [] }, staffId))).toBe('card.wrong_state');
      await boxes.receive(id, { first: cards[0]!.id, last: cards[3]!.id, missing: [] }, staffId);
      expect(await boxes.get(id)).toMatchObject({ state: 'received', received: 4 });
      expect(await openDifferences()).toBe(before);
    });

    it('leaves a card stopped that was reported stolen on the way', async () => {
      const { cards, id } = await shipped(4);
      await blocks.block({ ...between(cards, 1, 1), reason: 'stolen' }, { staffId });
      await boxes.receive(id, { count: 4, missing: [] }, staffId);
      expect(await statesOf(between(cards))).toEqual({ in_store: 3, blocked: 1 });
    });
  });

  describe('a return', () => {
    it('brings unsold cards back to the warehouse with one event, once a key', async () => {
      const cards = await world.stock(20);
      const range = between(cards, 5, 14);
      const first = await giveBack(range, storeId, 'return-1');
      const again = await giveBack(range, storeId, 'return-1');
      expect(again).toEqual({ answer: first.answer, replayed: true });
      expect(await eventsOf(range, 'return')).toEqual([
        {
          first: String(range.firstCard),
          last: String(range.lastCard),
          store: storeId,
          detail: { reason: 'store closes' },
        },
      ]);
      expect(await statesOf(between(cards))).toEqual({ in_store: 10, printed: 10 });
      expect(
        await world.rows('SELECT DISTINCT store_id FROM card WHERE id BETWEEN $1 AND $2', [
          String(range.firstCard),
          String(range.lastCard),
        ]),
      ).toEqual([{ store_id: null }]);
      expect(await returns.get(first.answer.id)).toMatchObject({
        storeId,
        cards: 10,
        reason: 'store closes',
        ...range,
      });
      const [deed] = await world.rows('SELECT action, actor FROM audit WHERE subject = $1', [first.answer.id]);
      expect(deed).toEqual({ action: 'cards.return', actor: `staff:${staffId}` });
      expect(await codeOf(ship(range))).toBe('done');
    });

    it('takes a box that nobody received as a whole, and the box has come back', async () => {
      const cards = await world.stock(8, { at: 'printed' });
      const { consignmentId } = await ship(between(cards));
      await giveBack(between(cards, 0, 3));
      expect((await boxes.get(consignmentId)).state).toBe('shipped');
      await giveBack(between(cards, 4, 7));
      expect((await boxes.get(consignmentId)).state).toBe('returned');
      expect(await codeOf(boxes.receive(consignmentId, { count: 8, missing: [] }, staffId))).toBe(
        'consignment.wrong_state',
      );
      const again = await ship(between(cards, 2, 5));
      await boxes.receive(again.consignmentId, { count: 4, missing: [] }, staffId);
      expect(await statesOf(between(cards))).toEqual({ printed: 4, in_store: 4 });
    });

    it('is refused, and changes nothing, with a card that was sold, is another’s or was never sent', async () => {
      const cards = await world.stock(10);
      await sell(cards[3]!, 'returned-sold');
      await blocks.block({ ...between(cards, 8, 8), reason: 'damaged' }, { staffId });
      const foreign = await world.stock(3, { storeId: (await world.otherTill()).storeId });
      const warehoused = await world.stock(3, { at: 'printed' });
      const before = await traces();
      const told = await detailOf(giveBack(between(cards, 0, 5)));
      expect(told).toContain(`1 of the 6 cards can’t come back from store ${storeId}: 1 sold by store ${storeId}.`);
      expect(await codeOf(giveBack(between(cards, 0, 5)))).toBe('card.wrong_state');
      expect(await codeOf(giveBack(between(cards, 7, 9)))).toBe('card.wrong_state');
      expect(await codeOf(giveBack(between(foreign)))).toBe('card.wrong_state');
      expect(await detailOf(giveBack(between(warehoused)))).toContain('3 in the warehouse');
      expect(await codeOf(giveBack({ firstCard: cards[9]!.id, lastCard: cards[9]!.id + 1n }))).toBe('card.not_found');
      expect(await codeOf(giveBack({ firstCard: cards[9]!.id, lastCard: cards[0]!.id }))).toBe('range.invalid');
      expect(await codeOf(giveBack({ firstCard: cards[9]!.id, lastCard: foreign[0]!.id }))).toBe('range.invalid');
      expect(await codeOf(giveBack(between(cards, 0, 1), 999_999))).toBe('store.not_found');
      expect(await traces()).toEqual(before);
      expect(await statesOf(between(cards))).toEqual({ in_store: 8, active: 1, blocked: 1 });
    });

    it('is listed, newest first, a store’s alone', async () => {
      const other = await world.otherTill();
      const cards = await world.stock(4, { storeId: other.storeId });
      const ids: string[] = [];
      for (const i of [0, 1, 2]) ids.unshift((await giveBack(between(cards, i, i), other.storeId)).answer.id);
      expect((await returns.list(other.storeId, 10)).map(({ id }) => id)).toEqual(ids);
      expect((await returns.list(other.storeId, 10, ids[1])).map(({ id }) => id)).toEqual([ids[2]]);
      expect((await returns.list(undefined, 1)).map(({ id }) => id)).toEqual([ids[0]]);
    });
  });

  describe('a block', () => {
    const blocked = async (range: CardRange, by = staffId) =>
      (await blocks.block({ ...range, reason: 'lost', note: 'box fell off' }, { staffId: by })).answer.cards;
    const decide = (range: CardRange, by: string, decision: 'approved' | 'rejected' = 'approved') =>
      blocks.decideUnblock({ ...range, staffId: by, decision });

    it('tells the shops’ own systems, each of its own cards, and never the note', async () => {
      const other = await world.otherTill();
      for (const { retailerId } of [world.till, other]) {
        await world.rows(
          `INSERT INTO webhook_endpoint (id, retailer_id, url, types, secret_sealed, made_by)
           VALUES (gen_random_uuid(), $1, 'https://example.com/', '{card.blocked}', '', 'staff:test')`,
          [retailerId],
        );
      }
      const cards = await world.stock(6);
      await blocked(between(cards, 1, 2));
      await blocked(between(await world.stock(2, { storeId: other.storeId })));
      await blocked(between(await world.stock(2, { at: 'printed' })));
      await blocked(between(cards, 0, 3));
      const told = await world.rows<{ retailer_id: number; data: object }>(
        `SELECT retailer_id, data FROM webhook_event WHERE type = 'card.blocked' ORDER BY id`,
      );
      const range = (first: number, last: number): object => ({
        firstSerial: cards[first]!.serial,
        lastSerial: cards[last]!.serial,
      });
      expect(told).toEqual([
        {
          retailer_id: world.till.retailerId,
          data: { storeId: String(storeId), ...range(1, 2), cards: 2, reason: 'lost' },
        },
        { retailer_id: other.retailerId, data: expect.objectContaining({ storeId: String(other.storeId), cards: 2 }) },
        {
          retailer_id: world.till.retailerId,
          data: { storeId: String(storeId), ...range(0, 3), cards: 2, reason: 'lost' },
        },
      ]);
    });

    it('stops whatever is not at its end, with one event, its reason kept', async () => {
      const cards = await world.stock(10);
      await sell(cards[2]!, 'block-sold');
      await sell(cards[5]!, 'block-voided');
      await sales.void(world.till, 'block-voided', 'changed their mind');
      expect(await blocked(between(cards))).toBe(9);
      expect(await statesOf(between(cards))).toEqual({ blocked: 9, voided: 1 });
      const why = { reason: 'lost', note: 'box fell off' };
      expect(await eventsOf(between(cards), 'block')).toEqual([
        { first: String(cards[0]!.id), last: String(cards[4]!.id), store: null, detail: why },
        { first: String(cards[6]!.id), last: String(cards[9]!.id), store: null, detail: why },
      ]);
      expect(await codeOf(blocked(between(cards)))).toBe('card.wrong_state');
      expect(await codeOf(blocked({ firstCard: cards[3]!.id, lastCard: cards[0]!.id }))).toBe('range.invalid');
    });

    it('repeats itself under one key without a second effect', async () => {
      const cards = await world.stock(3);
      const call = () => blocks.block({ ...between(cards), reason: 'stolen' }, { staffId, key: 'block-1' });
      expect(await call()).toEqual({ answer: { cards: 3 }, replayed: false });
      expect(await call()).toEqual({ answer: { cards: 3 }, replayed: true });
      expect(await eventsOf(between(cards), 'block')).toHaveLength(1);
    });

    it('is lifted by two people, once, and each card is what it was', async () => {
      const cards = await world.stock(10);
      await sell(cards[2]!, 'unblock-sold');
      await blocked(between(cards, 0, 4));
      const asked = await blocks.askUnblock(between(cards), 'the box was found', staffId);
      expect(asked.cards).toBe(5);
      expect(await blocks.askUnblock(between(cards), 'the box was found', staffId)).toEqual(asked);
      const [question] = await world.rows<{ subject: string; role: string; detail: object }>(
        'SELECT subject, role, detail FROM approval WHERE id = $1',
        [asked.approvalId],
      );
      const ends = { first: serialOf(cards[0]!.id), last: serialOf(cards[9]!.id) };
      const from = { active: 1, in_store: 4 };
      expect(question).toMatchObject({
        role: 'approver',
        detail: { ...ends, cards: 5, from, why: 'the box was found' },
      });
      expect(rangeOfSubject(question!.subject)).toEqual(between(cards));

      expect(await codeOf(decide(between(cards), staffId))).toBe('approval.same_person');
      expect(await codeOf(decide(between(cards, 0, 4), approver))).toBe('approval.expired');
      expect(await statesOf(between(cards))).toEqual({ blocked: 5, in_store: 5 });
      expect(await decide(between(cards), approver)).toBe(5);
      expect(await statesOf(between(cards))).toEqual({ in_store: 9, active: 1 });
      expect(await world.stateOf(cards[2]!)).toBe('active');
      expect(await codeOf(decide(between(cards), approver))).toBe('approval.expired');
      const deeds = await world.rows('SELECT action FROM audit WHERE subject = $1 ORDER BY id', [question!.subject]);
      expect(deeds.map(({ action }) => action)).toEqual(['cards.unblock.ask', 'cards.unblock.ask', 'cards.unblock']);
    });

    it('stays when the second person says no, or when the cards are others than were asked for', async () => {
      const cards = await world.stock(6);
      await blocked(between(cards, 0, 2));
      await blocks.askUnblock(between(cards), 'found', staffId);
      expect(await decide(between(cards), approver, 'rejected')).toBe(0);
      expect(await codeOf(decide(between(cards), approver))).toBe('approval.expired');

      await blocks.askUnblock(between(cards), 'found after all', staffId);
      await blocked(between(cards, 5, 5));
      expect(await codeOf(decide(between(cards), approver))).toBe('approval.expired');
      expect(await statesOf(between(cards))).toEqual({ blocked: 4, in_store: 2 });
      await blocks.askUnblock(between(cards), 'all of them', staffId);
      expect(await decide(between(cards), approver)).toBe(4);
    });

    it('is not asked to be lifted where nothing is blocked', async () => {
      const cards = await world.stock(2);
      expect(await codeOf(blocks.askUnblock(between(cards), 'why not', staffId))).toBe('card.wrong_state');
    });
  });

  it('finds the box of a card, the newest first, and tells where the card is', async () => {
    const cards = await world.stock(6, { at: 'printed' });
    const card = cards[2]!.id;
    const first = await ship(between(cards, 0, 3));
    await giveBack(between(cards, 0, 3));
    const second = await ship(between(cards, 2, 5));
    const ids = (await boxes.list({ card }, 10)).map(({ id }) => id);
    expect(ids).toEqual([second.consignmentId, first.consignmentId]);
    expect((await boxes.list({ card, state: 'shipped' }, 10)).map(({ id }) => id)).toEqual([second.consignmentId]);
    expect(await boxes.list({ card: cards[5]!.id + 1n }, 10)).toEqual([]);
    expect(await boxes.whereIs(card)).toMatchObject({ state: 'shipped', storeId, consignmentId: second.consignmentId });
    expect(await codeOf(boxes.whereIs(cardId(999_999, 1)))).toBe('card.not_found');
  });
});
