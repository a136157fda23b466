import { Injectable } from '@nestjs/common';
import { answerOnce, fingerprintOf, recordAudit, staffActor } from '#lib/access';
import { type CardRange, lockRange, moveRange, serialOf } from '#lib/cards';
import { BulkTransactions, type EntityTx, Transactions, databaseNow, entityTx } from '#lib/database';
import type { OnceAnswer } from '#lib/http';
import { invariant, newId } from '#lib/kernel';
import { CardReturn } from './card-return.entity.js';
import type { OfficeCall } from './consignment.service.js';
import { endEmptiedBoxes, lockBoxesOnTheWay, requireStore } from './consignment.store.js';
import { type ReturnView, listReturns, readReturn } from './return.store.js';
import { requireOneRange, requireUnsoldAt } from './whereabouts.policy.js';

export interface NewReturn extends CardRange {
  readonly storeId: number;
  readonly reason: string;
}

/** Unsold cards come back from a store, or turn round on their way to it: all of a range, or none. */
@Injectable()
export class ReturnService {
  constructor(
    private readonly transactions: Transactions,
    private readonly bulk: BulkTransactions,
  ) {}

  async giveBack(wanted: NewReturn, { staffId, key }: OfficeCall): Promise<OnceAnswer<{ readonly id: string }>> {
    requireOneRange(wanted);
    return this.bulk.run(async (tx) => {
      const work = async (): Promise<{ id: string }> => ({ id: await this.giveBackOnce(tx, wanted, staffId) });
      if (key === undefined) return { answer: await work(), replayed: false };
      return answerOnce(tx, { staffId, key, fingerprint: fingerprintOf('cards.return', wanted) }, work);
    });
  }

  async get(id: string): Promise<ReturnView> {
    const found = await readReturn(entityTx(this.transactions.dataSource.manager), id);
    invariant(found !== undefined, 'a return that was made can be read');
    return found;
  }

  /** Newest first; `before` is the last id of the page before. */
  async list(storeId: number | undefined, limit: number, before?: string): Promise<readonly ReturnView[]> {
    return listReturns(entityTx(this.transactions.dataSource.manager), storeId, limit, before);
  }

  private async giveBackOnce(tx: EntityTx, { storeId, reason, ...range }: NewReturn, staffId: string): Promise<string> {
    await requireStore(tx, storeId);
    await lockBoxesOnTheWay(tx, storeId, range);
    const cards = requireUnsoldAt(storeId, range, await lockRange(tx, range));
    const id = newId();
    const actor = staffActor(staffId);
    await moveRange(tx, {
      ...range,
      from: ['shipped', 'in_store'],
      event: 'return',
      storeId: null,
      at: storeId,
      actor,
      source: id,
      detail: { reason },
    });
    await endEmptiedBoxes(tx, storeId, range);
    const returnedAt = await databaseNow(tx);
    await tx.manager.insert(CardReturn, { id, storeId, ...range, cards, reason, returnedBy: actor, returnedAt });
    const ends = { first: serialOf(range.firstCard), last: serialOf(range.lastCard) };
    const detail = { store: storeId, ...ends, cards, reason };
    await recordAudit(tx, { actor, action: 'cards.return', subject: id, detail });
    return id;
  }
}
