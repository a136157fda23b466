import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Batch, type BatchState, type CardState, type StoredCardState, isSealed, shownState } from '#lib/cards';
import { BulkTransactions, type EntityTx, Transactions, entityTx } from '#lib/database';
import { LessThan } from 'typeorm';
import { isMintOver } from './batch.policy.js';
import { countCards, readBatch } from './batch.store.js';

const LOOK_EVERY_MS = 250;
/** Something is said at least so often, so that a watcher who left is noticed. */
const SILENT_LOOKS_MAX = 20;

/** Where a mint is. */
export interface BatchProgress {
  readonly id: number;
  readonly state: BatchState;
  readonly quantity: number;
  readonly minted: number;
  readonly reason: string | null;
}

/** How many cards of a batch are in each state, as people speak of them: its equation (promise 7). */
export type CardCounts = Readonly<Partial<Record<CardState, number>>>;

/** What people ask about batches. */
@Injectable()
export class BatchReader {
  constructor(
    private readonly transactions: Transactions,
    private readonly bulk: BulkTransactions,
  ) {}

  async get(batchId: number): Promise<Batch> {
    return readBatch(this.reading(this.transactions), batchId);
  }

  /** Newest first, from below `before`. */
  async list(limit: number, before?: number): Promise<Batch[]> {
    const { manager } = this.reading(this.transactions);
    return manager.find(Batch, {
      ...(before === undefined ? {} : { where: { id: LessThan(before) } }),
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Counts every card: with the bulk pool's time-outs, for a batch may have millions. */
  async counts({ id, state, minted }: Batch): Promise<CardCounts> {
    if (!isMintOver(state)) return { minted };
    const stored = await countCards(this.reading(this.bulk), id);
    const counts: Partial<Record<CardState, number>> = {};
    for (const [from, cards] of Object.entries(stored)) {
      counts[shownState(from as StoredCardState, isSealed(state))] = cards;
    }
    return counts;
  }

  /** Says where the mint is whenever it has moved, at most four times a second, and ends when it is over or waits for a person. */
  async *progress(batchId: number, signal?: AbortSignal): AsyncGenerator<BatchProgress, void, undefined> {
    let said = '';
    for (let silent = 0; signal?.aborted !== true; silent++) {
      const { id, state, quantity, minted, reason } = await this.get(batchId);
      const progress: BatchProgress = { id, state, quantity, minted, reason };
      const text = JSON.stringify(progress);
      if (text !== said || silent === SILENT_LOOKS_MAX) {
        yield progress;
        said = text;
        silent = 0;
      }
      if (isMintOver(state)) return;
      await sleep(LOOK_EVERY_MS, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }

  private reading(of: Transactions): EntityTx {
    return entityTx(of.dataSource.manager);
  }
}
