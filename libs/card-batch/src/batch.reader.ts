import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Batch, type BatchState, type CardState, type StoredCardState, isSealed, shownState } from '#lib/cards';
import { BulkTransactions, Transactions, type Tx, entityTx } from '#lib/database';
import { UNFREEZE, batchSubject, isMintOver } from './batch.policy.js';
import { countCards, isQuestionOpen, listBatches, readBatch } from './batch.store.js';

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
    return listBatches(this.reading(this.transactions), limit, before);
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

  /** Whether a first person has asked to lift the freeze. */
  async unfreezeAsked({ id, state }: Batch): Promise<boolean> {
    return state === 'frozen' && (await isQuestionOpen(this.reading(this.transactions), UNFREEZE, batchSubject(id)));
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

  private reading(of: Transactions): Tx {
    return entityTx(of.dataSource.manager);
  }
}
