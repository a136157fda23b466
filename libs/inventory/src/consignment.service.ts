import { Injectable } from '@nestjs/common';
import { answerOnce, recordAudit } from '#lib/access';
import { type CardRange, batchOfCard, cardsIn, inOneBatch, moveRange, serialOf } from '#lib/cards';
import { BulkTransactions, type EntityTx, Transactions } from '#lib/database';
import { Problem, isId, newId } from '#lib/kernel';
import { openExceptions } from '#lib/ledger';
import { Consignment } from './consignment.entity.js';
import { type CountedBox, namedCards } from './receipt.policy.js';

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

  /** Sends a range of one sealed batch to a store; every card of it must lie in the warehouse. */
  async ship(shipment: Shipment, { staffId, key }: OfficeCall): Promise<{ consignmentId: string; replayed: boolean }> {
    if (!inOneBatch(shipment)) throw new Problem('range.invalid');
    return this.bulk.run(async (tx) => {
      if (key === undefined) return { consignmentId: await this.shipOnce(tx, shipment, staffId), replayed: false };
      const fingerprint = Buffer.from(['ship', shipment.storeId, shipment.firstCard, shipment.lastCard].join(' '));
      const work = async (): Promise<{ id: string }> => ({ id: await this.shipOnce(tx, shipment, staffId) });
      const { answer, replayed } = await answerOnce(tx, { staffId, key, fingerprint }, work);
      return { consignmentId: answer.id, replayed };
    });
  }

  /** Counts a box at its store. A difference moves only the cards named; the rest stays shipped, and someone must explain it. */
  async receive(id: string, box: CountedBox, staffId: string): Promise<Consignment> {
    return this.bulk.run(async (tx) => {
      const consignment = await this.lock(tx, id);
      if (consignment.state !== 'shipped') throw new Problem('consignment.wrong_state');
      const named = namedCards(consignment, box);
      const actor = `staff:${staffId}`;
      const { storeId, cards } = consignment;
      const move = {
        ...named,
        from: 'shipped' as const,
        event: 'receive' as const,
        except: named.missing,
        storeId,
        actor,
        source: id,
      };
      await moveRange(tx, move);
      const short = box.count !== cards;
      if (short) await this.openDifference(tx, consignment, box);
      const change = {
        state: short ? ('received_short' as const) : ('received' as const),
        received: box.count,
        receivedBy: actor,
        receivedAt: new Date(),
      };
      await tx.manager.update(Consignment, { id }, change);
      await recordAudit(tx, {
        actor,
        action: 'consignment.receive',
        subject: id,
        detail: { count: box.count, of: cards },
      });
      return Object.assign(consignment, change);
    });
  }

  async get(id: string): Promise<Consignment> {
    const found = isId(id) ? await this.transactions.dataSource.getRepository(Consignment).findOneBy({ id }) : null;
    if (found === null) throw new Problem('consignment.not_found');
    return found;
  }

  /** Newest first; `after` is the last id of the page before. */
  async list(limit: number, after?: string): Promise<readonly Consignment[]> {
    const query = this.transactions.dataSource
      .getRepository(Consignment)
      .createQueryBuilder('c')
      .orderBy('c.id', 'DESC')
      .limit(limit);
    return (after === undefined ? query : query.where('c.id < :after', { after })).getMany();
  }

  private async shipOnce(tx: EntityTx, { storeId, ...range }: Shipment, staffId: string): Promise<string> {
    await requireSealed(tx, batchOfCard(range.firstCard));
    await requireStore(tx, storeId);
    const id = newId();
    const actor = `staff:${staffId}`;
    const runs = await moveRange(tx, { ...range, from: 'printed', event: 'ship', storeId, actor, source: id });
    const moved = runs.reduce((sum, run) => sum + cardsIn(run), 0);
    if (moved !== cardsIn(range)) await refuseShipment(tx, range, moved);
    await tx.manager.insert(Consignment, { id, storeId, state: 'shipped', ...range, cards: moved, shippedBy: actor });
    const detail = { store: storeId, first: serialOf(range.firstCard), last: serialOf(range.lastCard), cards: moved };
    await recordAudit(tx, { actor, action: 'consignment.ship', subject: id, detail });
    return id;
  }

  private async openDifference(
    tx: EntityTx,
    { id, storeId, cards }: Consignment,
    { count }: CountedBox,
  ): Promise<void> {
    const [store] = await tx.rows<{ retailer_id: number }>('SELECT retailer_id FROM store WHERE id = $1', [storeId]);
    const detail = { consignment: id, expected: cards, counted: count };
    await openExceptions(tx, [{ code: 'COUNT_DIFF', retailerId: store!.retailer_id, storeId, detail }]);
  }

  private async lock(tx: EntityTx, id: string): Promise<Consignment> {
    const found = isId(id)
      ? await tx.manager.findOne(Consignment, { where: { id }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (found === null) throw new Problem('consignment.not_found');
    return found;
  }
}

async function requireSealed(tx: EntityTx, batchId: number): Promise<void> {
  const [batch] = await tx.rows<{ state: string }>('SELECT state FROM batch WHERE id = $1 FOR SHARE', [batchId]);
  if (batch === undefined) throw new Problem('card.not_found', 'No such batch.');
  if (batch.state === 'closed') throw new Problem('batch.wrong_state');
  if (!['sealed', 'released', 'frozen'].includes(batch.state)) throw new Problem('batch.not_sealed');
}

async function requireStore(tx: EntityTx, storeId: number): Promise<void> {
  const [store] = await tx.rows('SELECT 1 FROM store WHERE id = $1', [storeId]);
  if (store === undefined) throw new Problem('store.not_found');
}

/** Says what is in the way: an open consignment, cards that do not exist, or cards that are elsewhere. */
async function refuseShipment(tx: EntityTx, { firstCard, lastCard }: CardRange, moved: number): Promise<never> {
  const range = [String(firstCard), String(lastCard)];
  const [overlap] = await tx.rows(
    `SELECT 1 FROM consignment WHERE first_card <= $2 AND last_card >= $1 LIMIT 1`,
    range,
  );
  if (overlap !== undefined) throw new Problem('range.overlap');
  const [found] = await tx.rows<{ cards: string }>(
    'SELECT count(*) AS cards FROM card WHERE id BETWEEN $1 AND $2',
    range,
  );
  if (Number(found!.cards) !== cardsIn({ firstCard, lastCard }))
    throw new Problem('card.not_found', 'The range holds numbers that were never minted.');
  throw new Problem('card.wrong_state', `Only ${moved} of the ${String(found!.cards)} cards lie in the warehouse.`);
}
