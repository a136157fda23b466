import { Injectable } from '@nestjs/common';
import { answerOnce, fingerprintOf, recordAudit, staffActor } from '#lib/access';
import { type CardRange, type RangeCensus, batchOfCard, cardsIn, lockRange, moveRange, serialOf } from '#lib/cards';
import { BulkTransactions, type EntityTx, Transactions, databaseNow, entityTx } from '#lib/database';
import { Problem, isId, newId } from '#lib/kernel';
import { openExceptions } from '#lib/ledger';
import { Consignment } from './consignment.entity.js';
import {
  type CardPlace,
  type ConsignmentFilter,
  type ConsignmentView,
  countElsewhere,
  listConsignments,
  readConsignment,
  readPlace,
  requireShippable,
  requireStore,
} from './consignment.store.js';
import { type CountedBox, type NamedCards, countedCards, namedCards } from './receipt.policy.js';
import { requireInWarehouse, requireOneRange, requireSentTo, ruinedIn, total } from './whereabouts.policy.js';

/** Who asks, and the key under which a repeat is the same call. */
export interface OfficeCall {
  readonly staffId: string;
  readonly key?: string;
}

export interface Shipment extends CardRange {
  readonly storeId: number;
}

/** Cards on their way to the stores, by range. Long moves run in the bulk pool, so that sales go on. */
@Injectable()
export class ConsignmentService {
  constructor(
    private readonly transactions: Transactions,
    private readonly bulk: BulkTransactions,
  ) {}

  /** Sends a range of one sealed batch to a store; every card of it must lie in the warehouse, spoiled numbers are left out. */
  async ship(shipment: Shipment, { staffId, key }: OfficeCall): Promise<{ consignmentId: string; replayed: boolean }> {
    requireOneRange(shipment);
    return this.bulk.run(async (tx) => {
      if (key === undefined) return { consignmentId: await this.shipOnce(tx, shipment, staffId), replayed: false };
      const fingerprint = fingerprintOf('consignment.ship', shipment);
      const work = async (): Promise<{ id: string }> => ({ id: await this.shipOnce(tx, shipment, staffId) });
      const { answer, replayed } = await answerOnce(tx, { staffId, key, fingerprint }, work);
      return { consignmentId: answer.id, replayed };
    });
  }

  /** Counts a box at its store. A difference moves only the cards named; the rest stays shipped, and someone must explain it. */
  async receive(id: string, box: CountedBox, staffId: string): Promise<void> {
    await this.bulk.run(async (tx) => {
      const consignment = await this.lock(tx, id);
      if (consignment.state !== 'shipped') throw new Problem('consignment.wrong_state');
      const named = namedCards(consignment, box);
      const actor = staffActor(staffId);
      const census = await lockRange(tx, named, named.missing);
      const count = countedCards(named, box, ruinedIn(census));
      const moved = await this.bringIn(tx, consignment, named, census, actor);
      const whole = count === cardsIn(consignment) - (await countElsewhere(tx, consignment));
      if (!whole) await this.openDifference(tx, consignment, count);
      const state = whole ? 'received' : 'received_short';
      const receivedAt = await databaseNow(tx);
      await tx.manager.update(Consignment, { id }, { state, received: count, receivedBy: actor, receivedAt });
      const detail = { count, of: consignment.cards, moved };
      await recordAudit(tx, { actor, action: 'consignment.receive', subject: id, detail });
    });
  }

  async get(id: string): Promise<ConsignmentView> {
    const tx = entityTx(this.transactions.dataSource.manager);
    const found = isId(id) ? await readConsignment(tx, id) : undefined;
    if (found === undefined) throw new Problem('consignment.not_found');
    return found;
  }

  /** Newest first; `before` is the last id of the page before. */
  async list(filter: ConsignmentFilter, limit: number, before?: string): Promise<readonly ConsignmentView[]> {
    return listConsignments(entityTx(this.transactions.dataSource.manager), filter, limit, before);
  }

  /** Where a card is now, and the box that it was last sent in. */
  async whereIs(card: bigint): Promise<CardPlace> {
    const found = await readPlace(entityTx(this.transactions.dataSource.manager), card);
    if (found === undefined) throw new Problem('card.not_found');
    return found;
  }

  private async shipOnce(tx: EntityTx, { storeId, ...range }: Shipment, staffId: string): Promise<string> {
    await requireShippable(tx, batchOfCard(range.firstCard));
    await requireStore(tx, storeId);
    const cards = requireInWarehouse(range, await lockRange(tx, range));
    const id = newId();
    const actor = staffActor(staffId);
    await moveRange(tx, { ...range, from: 'printed', event: 'ship', storeId, actor, source: id });
    const shippedAt = await databaseNow(tx);
    await tx.manager.insert(Consignment, {
      id,
      storeId,
      state: 'shipped',
      ...range,
      cards,
      shippedBy: actor,
      shippedAt,
    });
    const detail = { store: storeId, first: serialOf(range.firstCard), last: serialOf(range.lastCard), cards };
    await recordAudit(tx, { actor, action: 'consignment.ship', subject: id, detail });
    return id;
  }

  /** Hangs what was on its way on the pegs. What a sale received before, or what is blocked, stays as it is. */
  private async bringIn(
    tx: EntityTx,
    { id, storeId }: Consignment,
    { firstCard, lastCard, missing }: NamedCards,
    census: readonly RangeCensus[],
    actor: string,
  ): Promise<number> {
    requireSentTo(storeId, census);
    await moveRange(tx, {
      firstCard,
      lastCard,
      from: 'shipped',
      event: 'receive',
      except: missing,
      storeId,
      actor,
      source: id,
    });
    return total(census.filter(({ state }) => state === 'shipped'));
  }

  private async openDifference(tx: EntityTx, { id, storeId, cards }: Consignment, counted: number): Promise<void> {
    const { retailerId } = await requireStore(tx, storeId);
    const detail = { consignment: id, expected: cards, counted };
    await openExceptions(tx, [{ code: 'COUNT_DIFF', retailerId, storeId, detail }]);
  }

  private async lock(tx: EntityTx, id: string): Promise<Consignment> {
    const found = isId(id)
      ? await tx.manager.findOne(Consignment, { where: { id }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (found === null) throw new Problem('consignment.not_found');
    return found;
  }
}
