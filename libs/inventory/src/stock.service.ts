import { Injectable } from '@nestjs/common';
import { answerOnce, fingerprintOf, recordAudit, staffActor } from '#lib/access';
import { BulkTransactions, type EntityTx, type Tx, entityTx } from '#lib/database';
import type { OnceAnswer } from '#lib/http';
import { newId } from '#lib/kernel';
import { openExceptions } from '#lib/ledger';
import type { OfficeCall } from './consignment.service.js';
import { requireProduct, requireStore } from './consignment.store.js';
import { StockCount } from './stock-count.entity.js';
import { SALES_DAYS, coverDays, firstIdSince, mustReorder } from './stock.policy.js';
import {
  type StockFilter,
  type StockPlace,
  type StoreStock,
  type WarehouseStock,
  clearBoxes,
  listStock,
  listWarehouse,
  setReorderPoint,
} from './stock.store.js';

const DAY_MS = 86_400_000;
/** Boxes that one transaction looks at, and one run. */
const BOXES_AT_ONCE = 100;
const BOXES_A_RUN = 100_000;

/** A store’s stock of a product with what follows from it. */
export interface StockLine extends StoreStock {
  readonly coverDays: number | null;
  readonly reorder: boolean;
}

export interface Count extends StockPlace {
  readonly counted: number;
}

export interface CountResult {
  readonly id: string;
  readonly expected: number;
  readonly counted: number;
  /** Counted less expected. */
  readonly difference: number;
}

/** What lies where. Counting reads many cards, so it happens in the bulk pool. */
@Injectable()
export class StockService {
  constructor(private readonly bulk: BulkTransactions) {}

  /** By store and product, in the order of their ids; `after` is the last line of the page before. */
  async list(filter: StockFilter, limit: number, after?: StockPlace): Promise<readonly StockLine[]> {
    const lines = await listStock(this.reading(), filter, soldSince(), limit, after);
    return lines.map((line) => ({
      ...line,
      coverDays: coverDays(line.inStore, line.sold),
      reorder: mustReorder(line.inStore, line.onTheWay, line.reorderPoint),
    }));
  }

  /** By batch, the newest first; `before` is the last batch of the page before. */
  async warehouse(productId: number | undefined, limit: number, before?: number): Promise<readonly WarehouseStock[]> {
    return listWarehouse(this.reading(), productId, limit, before);
  }

  async setReorderPoint(place: StockPlace, cards: number, staffId: string): Promise<void> {
    await this.bulk.run(async (tx) => {
      await requirePlace(tx, place);
      await setReorderPoint(tx, place, cards);
      const deed = { actor: staffActor(staffId), action: 'stock.reorder_point', subject: `store:${place.storeId}` };
      await recordAudit(tx, { ...deed, detail: { product: place.productId, cards } });
    });
  }

  /** What a store counted on its pegs. Another number than the books have is an exception that someone must explain. */
  async count(count: Count, { staffId, key }: OfficeCall): Promise<OnceAnswer<CountResult>> {
    return this.bulk.run(async (tx) => {
      if (key === undefined) return { answer: await countOnce(tx, count, staffId), replayed: false };
      const call = { staffId, key, fingerprint: fingerprintOf('stock.count', count) };
      return answerOnce(tx, call, () => countOnce(tx, count, staffId));
    });
  }

  /** Boxes that are sold out for good are not counted again: questions cost what hangs, not what ever hung. */
  async clearSoldOut(signal?: AbortSignal, nowMs: number = Date.now()): Promise<void> {
    let after: string | null = null;
    for (let looked = 0; looked < BOXES_A_RUN && signal?.aborted !== true; looked += BOXES_AT_ONCE) {
      const from: string | null = after;
      after = await this.bulk.run((tx) => clearBoxes(tx, soldSince(nowMs), BOXES_AT_ONCE, from));
      if (after === null) return;
    }
  }

  private reading(): Tx {
    return entityTx(this.bulk.dataSource.manager);
  }
}

async function countOnce(tx: EntityTx, { storeId, productId, counted }: Count, staffId: string): Promise<CountResult> {
  const { retailerId } = await requirePlace(tx, { storeId, productId });
  const [line] = await listStock(tx, { storeId, productId }, soldSince(), 1);
  const expected = line?.inStore ?? 0;
  const difference = counted - expected;
  const id = newId();
  const actor = staffActor(staffId);
  await tx.manager.insert(StockCount, { id, storeId, productId, expected, counted, countedBy: actor });
  if (difference !== 0) {
    const detail = { count: id, product: productId, expected, counted };
    await openExceptions(tx, [{ code: 'COUNT_DIFF', retailerId, storeId, detail }]);
  }
  const detail = { store: storeId, product: productId, expected, counted };
  await recordAudit(tx, { actor, action: 'stock.count', subject: id, detail });
  return { id, expected, counted, difference };
}

async function requirePlace(tx: Tx, { storeId, productId }: StockPlace): Promise<{ readonly retailerId: number }> {
  await requireProduct(tx, productId);
  return requireStore(tx, storeId);
}

function soldSince(nowMs: number = Date.now()): string {
  return firstIdSince(nowMs - SALES_DAYS * DAY_MS);
}
