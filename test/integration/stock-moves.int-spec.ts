import { ActivationService } from '#lib/activation';
import {
  CARD_TRANSITIONS,
  type CardEvent,
  type CardRange,
  type StoredCardState,
  batchOfCard,
  foldEvents,
  nextState,
} from '#lib/cards';
import { BlockService, ConsignmentService, ReturnService, StockService } from '#lib/inventory';
import fc from 'fast-check';
import { hire } from '../support/staff.js';
import { type StockCard, World } from '../support/world.js';

const CARDS = 8;
const RUNS = 30;

/** A thing that somebody tries; indexes are of cards, stores and boxes. */
type Try =
  | { readonly kind: 'ship' | 'return'; readonly from: number; readonly to: number; readonly store: 0 | 1 }
  | { readonly kind: 'receive'; readonly box: number; readonly from: number; readonly to: number }
  | { readonly kind: 'block' | 'unblock'; readonly from: number; readonly to: number }
  | { readonly kind: 'sell'; readonly card: number };

const index = fc.integer({ min: 0, max: CARDS - 1 });
const range = fc.tuple(index, index).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const store = fc.constantFrom<0 | 1>(0, 1);
const someTry: fc.Arbitrary<Try> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(range, store).map(([r, s]) => ({ kind: 'ship' as const, ...r, store: s })) },
  { weight: 2, arbitrary: fc.tuple(range, store).map(([r, s]) => ({ kind: 'return' as const, ...r, store: s })) },
  { weight: 3, arbitrary: fc.tuple(index, range).map(([box, r]) => ({ kind: 'receive' as const, box, ...r })) },
  { weight: 1, arbitrary: range.map((r) => ({ kind: 'block' as const, ...r })) },
  { weight: 2, arbitrary: range.map((r) => ({ kind: 'unblock' as const, ...r })) },
  { weight: 2, arbitrary: index.map((card) => ({ kind: 'sell' as const, card })) },
);

interface ModelCard {
  state: StoredCardState;
  store: 0 | 1 | null;
  blockedFrom: StoredCardState | null;
}

interface ModelBox {
  readonly from: number;
  readonly to: number;
  readonly store: 0 | 1;
  open: boolean;
}

/** What the table of states and the rules of stores say must happen, in a few lines. */
class Model {
  readonly cards: ModelCard[] = Array.from({ length: CARDS }, () => ({
    state: 'printed',
    store: null,
    blockedFrom: null,
  }));
  readonly boxes: ModelBox[] = [];

  /** Whether it is done; then the model has changed. */
  try(one: Try): boolean {
    switch (one.kind) {
      case 'ship': {
        const cards = this.between(one);
        if (!cards.every(({ state }) => state === 'printed')) return false;
        for (const card of cards) this.move(card, 'ship').store = one.store;
        this.boxes.push({ from: one.from, to: one.to, store: one.store, open: true });
        return true;
      }
      case 'receive': {
        const box = this.boxes[one.box];
        if (box === undefined || !box.open || one.from < box.from || one.to > box.to) return false;
        const cards = this.between(one);
        if (!cards.every(({ store: at }) => at === box.store)) return false;
        for (const card of cards.filter(({ state }) => state === 'shipped')) this.move(card, 'receive');
        box.open = false;
        return true;
      }
      case 'return': {
        const cards = this.between(one);
        const may = cards.every(({ state, store: at }) => at === one.store && CARD_TRANSITIONS[state].return);
        if (!may) return false;
        for (const card of cards) this.move(card, 'return').store = null;
        for (const box of this.boxes.filter((each) => each.store === one.store && this.overlaps(each, one)))
          box.open &&= this.between(box).some(
            (card) => card.store === box.store && (card.state === 'shipped' || card.blockedFrom === 'shipped'),
          );
        return true;
      }
      case 'block': {
        const cards = this.between(one).filter(({ state }) => CARD_TRANSITIONS[state].block !== undefined);
        for (const card of cards) {
          card.blockedFrom = card.state;
          card.state = 'blocked';
        }
        return cards.length > 0;
      }
      case 'unblock': {
        const cards = this.between(one).filter(({ state }) => state === 'blocked');
        for (const card of cards) this.move(card, 'unblock').blockedFrom = null;
        return cards.length > 0;
      }
      case 'sell': {
        const card = this.cards[one.card]!;
        if (card.state !== 'in_store' || card.store !== 0) return false;
        this.move(card, 'activate');
        return true;
      }
    }
  }

  private between({ from, to }: { readonly from: number; readonly to: number }): ModelCard[] {
    return this.cards.slice(from, to + 1);
  }

  private overlaps(
    a: { readonly from: number; readonly to: number },
    b: { readonly from: number; readonly to: number },
  ) {
    return a.from <= b.to && b.from <= a.to;
  }

  private move(card: ModelCard, event: CardEvent): ModelCard {
    card.state = nextState(card.state, event, card.blockedFrom)!;
    return card;
  }
}

describe('moves of ranges', () => {
  let world: World;
  let boxes: ConsignmentService;
  let returns: ReturnService;
  let blocks: BlockService;
  let sales: ActivationService;
  let stores: readonly [number, number];
  let staffId: string;
  let approver: string;
  let keys = 0;

  beforeAll(async () => {
    world = await World.create();
    boxes = world.get(ConsignmentService);
    returns = world.get(ReturnService);
    blocks = world.get(BlockService);
    sales = world.get(ActivationService);
    stores = [world.till.storeId, (await world.otherTill()).storeId];
    staffId = await hire(world, 'stock');
    approver = await hire(world, 'approver');
  });
  afterEach(async () => expect(await world.broken()).toEqual([]));
  afterAll(() => world.close());

  const done = (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => 'done',
      ({ code, message }: { code?: string; message: string }) => code ?? message,
    );
  const sell = ({ id }: Pick<StockCard, 'id'>) =>
    sales.sell({ till: world.till, key: `move-${++keys}`, cardId: id, amountMinor: 3_000n, currency: 'USD' });
  const ship = (to: number, cards: CardRange) => boxes.ship({ storeId: to, ...cards }, { staffId });
  const giveBack = (from: number, cards: CardRange) =>
    returns.giveBack({ storeId: from, reason: 'too many', ...cards }, { staffId });
  const unblock = async (cards: CardRange) => {
    await blocks.askUnblock(cards, 'found', staffId);
    return blocks.decideUnblock({ ...cards, staffId: approver, decision: 'approved' });
  };
  const between = (cards: readonly StockCard[], from = 0, to = cards.length - 1): CardRange => ({
    firstCard: cards[from]!.id,
    lastCard: cards[to]!.id,
  });
  const stand = ({ firstCard, lastCard }: CardRange) =>
    world.rows<{ state: StoredCardState; store: number | null; blockedFrom: StoredCardState | null }>(
      `SELECT state, store_id AS store, blocked_from AS "blockedFrom" FROM card WHERE id BETWEEN $1 AND $2 ORDER BY id`,
      [String(firstCard), String(lastCard)],
    );

  it('do what the table of states says, all or nothing, in whatever order they are tried', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someTry, { minLength: 4, maxLength: 16 }), async (tries) => {
        const cards = await world.stock(CARDS, { at: 'printed' });
        const model = new Model();
        const ids: string[] = [];
        const attempt = async (one: Try): Promise<unknown> => {
          switch (one.kind) {
            case 'ship':
              return ids.push((await ship(stores[one.store], between(cards, one.from, one.to))).consignmentId);
            case 'return':
              return giveBack(stores[one.store], between(cards, one.from, one.to));
            case 'receive': {
              const ends = between(cards, one.from, one.to);
              return boxes.receive(
                ids[one.box] ?? 'none',
                { first: ends.firstCard, last: ends.lastCard, missing: [] },
                staffId,
              );
            }
            case 'block':
              return blocks.block({ ...between(cards, one.from, one.to), reason: 'suspected' }, { staffId });
            case 'unblock':
              return unblock(between(cards, one.from, one.to));
            case 'sell':
              return sell(cards[one.card]!);
          }
        };
        for (const one of tries) {
          const expected = model.try(one);
          const outcome = await done(attempt(one));
          expect([one, outcome === 'done']).toEqual([one, expected]);
          expect(outcome === 'done' || outcome.includes('.')).toBe(true);
        }
        const now = await stand(between(cards));
        expect(now).toEqual(
          model.cards.map(({ state, store: at, blockedFrom }) => ({
            state,
            store: at === null ? null : stores[at],
            blockedFrom,
          })),
        );
        await expectBooks(cards, now);
      }),
      { numRuns: RUNS },
    );
  }, 180_000);

  /** History, stock and warehouse say what the cards say. */
  async function expectBooks(
    cards: readonly StockCard[],
    now: readonly { readonly state: StoredCardState; readonly store: number | null }[],
  ): Promise<void> {
    for (const [i, { id }] of cards.entries()) {
      const rows = await world.rows<{ kind: CardEvent }>(
        'SELECT kind FROM card_event WHERE first_card <= $1 AND last_card >= $1 AND first_card / 10000000 = $1 / 10000000 ORDER BY id',
        [String(id)],
      );
      expect(foldEvents(rows.map(({ kind }) => kind))).toEqual({ state: now[i]!.state, forbidden: undefined });
    }
    const count = (state: StoredCardState, at: number | null): number =>
      now.filter((card) => card.state === state && card.store === at).length;
    const [batch] = await world.rows<{ product: number }>('SELECT product_id AS product FROM batch WHERE id = $1', [
      batchOfCard(cards[0]!.id),
    ]);
    const stock = world.get(StockService);
    const lines = await stock.list({ productId: batch!.product }, 10);
    for (const storeId of stores) {
      const line = lines.find((one) => one.storeId === storeId);
      expect([line?.onTheWay ?? 0, line?.inStore ?? 0]).toEqual([
        count('shipped', storeId),
        count('in_store', storeId),
      ]);
    }
    const [pile] = await stock.warehouse(batch!.product, 1);
    expect(pile!.inWarehouse).toBe(count('printed', null));
    expect(pile!.inWarehouse + pile!.sent + pile!.spoiled + pile!.blocked).toBe(CARDS);
  }

  describe('at the same time', () => {
    const ROUNDS = Array.from({ length: 5 }, (_, i) => i);

    it.each(ROUNDS)('two shipments that overlap: one goes (%i)', async () => {
      const cards = await world.stock(9, { at: 'printed' });
      const [a, b] = await Promise.all([
        done(ship(stores[0], between(cards, 0, 5))),
        done(ship(stores[1], between(cards, 3, 8))),
      ]);
      expect([a, b].sort()).toEqual(['done', 'range.overlap']);
      const [first, last, store] = a === 'done' ? [0, 5, stores[0]] : [3, 8, stores[1]];
      const now = await stand(between(cards));
      expect(now.map(({ store: at }) => at)).toEqual(cards.map((_, i) => (i >= first! && i <= last! ? store : null)));
    });

    it.each(ROUNDS)('a receipt and a return of a part of it: what came back was not received (%i)', async (round) => {
      const cards = await world.stock(6, { at: 'printed' });
      const { consignmentId } = await ship(stores[0], between(cards));
      const part = between(cards, round % 5, 5);
      const [received, returned] = await Promise.all([
        done(boxes.receive(consignmentId, { count: 6, missing: [] }, staffId)),
        done(giveBack(stores[0], part)),
      ]);
      expect(returned).toBe('done');
      const whole = round % 5 === 0;
      expect(['done', whole ? 'consignment.wrong_state' : 'card.wrong_state']).toContain(received);
      const states = (await stand(between(cards))).map(({ state }) => state);
      const rest = received === 'done' ? 'in_store' : 'shipped';
      expect(states).toEqual(cards.map((_, i) => (i >= round % 5 ? 'printed' : rest)));
    });

    it.each(ROUNDS)('a block and a sale: the card is stopped, sold before or not at all (%i)', async () => {
      const cards = await world.stock(6);
      const [blocked, ...sold] = await Promise.all([
        done(blocks.block({ ...between(cards), reason: 'stolen' }, { staffId })),
        ...cards.map((card) => done(sell(card))),
      ]);
      expect(blocked).toBe('done');
      const now = await stand(between(cards));
      expect(now.map(({ state, blockedFrom }) => [state, blockedFrom])).toEqual(
        sold.map((outcome) => ['blocked', outcome === 'done' ? 'active' : 'in_store']),
      );
      expect(sold.every((outcome) => outcome === 'done' || outcome === 'card.blocked')).toBe(true);
    });

    it.each(ROUNDS)('a return and sales: a sold card never goes back (%i)', async () => {
      const cards = await world.stock(6);
      const [returned, ...sold] = await Promise.all([
        done(giveBack(stores[0], between(cards))),
        ...cards.slice(0, 2).map((card) => done(sell(card))),
      ]);
      const anySold = sold.includes('done');
      expect(returned).toBe(anySold ? 'card.wrong_state' : 'done');
      const states = (await stand(between(cards))).map(({ state }) => state);
      expect(states).toEqual(cards.map((_, i) => (sold[i] === 'done' ? 'active' : anySold ? 'in_store' : 'printed')));
    });

    it.each(ROUNDS)('two people who lift one block: one word counts (%i)', async () => {
      const cards = await world.stock(4);
      const third = await hire(world, 'approver');
      await blocks.block({ ...between(cards), reason: 'lost' }, { staffId });
      await blocks.askUnblock(between(cards), 'found', staffId);
      const outcomes = await Promise.all(
        [approver, third].map((person) =>
          done(blocks.decideUnblock({ ...between(cards), staffId: person, decision: 'approved' })),
        ),
      );
      expect(outcomes.sort()).toEqual(['approval.expired', 'done']);
      const unblocks = await world.rows(`SELECT 1 FROM card_event WHERE kind = 'unblock' AND first_card = $1`, [
        String(cards[0]!.id),
      ]);
      expect(unblocks).toHaveLength(1);
    });

    it.each(ROUNDS)('one shipment sent twice under one key: one box (%i)', async (round) => {
      const cards = await world.stock(3, { at: 'printed' });
      const call = () => boxes.ship({ storeId: stores[0], ...between(cards) }, { staffId, key: `twice-${round}` });
      const [a, b] = await Promise.all([call(), call()]);
      expect(a.consignmentId).toBe(b.consignmentId);
      expect([a, b].filter(({ replayed }) => replayed)).toHaveLength(1);
    });
  });
});
