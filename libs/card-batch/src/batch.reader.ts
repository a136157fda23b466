import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Batch, type BatchState, CARDS_A_BATCH_MAX, cardId, isSealed } from '#lib/cards';
import { BulkTransactions, Transactions, type Tx, entityTx } from '#lib/database';
import { type BatchOverview, overviewsOf } from './batch.overview.js';
import { isMintOver } from './batch.policy.js';
import { type BatchFilter, listBatches, readBatch } from './batch.store.js';
import { type BatchEquation, type CardCounts, countCards, countsOf, equationOf, openCards } from './equation.js';
import { type MintPace, NO_PACE, type WrittenChunk, paceOf } from './mint-pace.js';
import { nextStepOf } from './next-step.js';
import { type TimelineItem, readTimeline } from './timeline.js';

const LOOK_EVERY_MS = 250;
/** Something is said at least so often, so that a watcher who left is noticed. */
const SILENT_LOOKS_MAX = 20;
/** How far back the pace of a mint is measured. */
const PACE_S = 15;

/** Where a mint is. */
export interface BatchProgress extends MintPace {
  readonly id: number;
  readonly state: BatchState;
  readonly quantity: number;
  readonly minted: number;
  readonly reason: string | null;
}

/** One batch with its cards counted. */
export interface BatchDetail extends BatchOverview {
  readonly counts: CardCounts;
  /** Of a mint that is under way. */
  readonly pace: MintPace | null;
}

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

  /** A batch with names and its next step; of a transaction under way, as it sees it. */
  async overview(batch: Batch, tx: Tx = this.reading(this.transactions)): Promise<BatchOverview> {
    return (await overviewsOf(tx, [batch]))[0]!;
  }

  /** The same with its cards counted, from which the next step may be another. */
  async detail(batchId: number): Promise<BatchDetail> {
    const batch = await this.get(batchId);
    const overview = await this.overview(batch);
    if (!isMintOver(batch.state)) {
      return { ...overview, counts: { minted: batch.minted }, pace: await this.pace(batch) };
    }
    const counted = await countCards(this.reading(this.bulk), batchId);
    const equation = equationOf(counted);
    const cards = { warehouse: equation.warehouse, open: openCards(equation) };
    const nextStep = nextStepOf({ ...overview.facts, cards });
    return { ...overview, nextStep, counts: countsOf(counted.groups, isSealed(batch.state)), pace: null };
  }

  /** Newest first, from below `before`. */
  async list(limit: number, before?: number, filter?: BatchFilter): Promise<BatchOverview[]> {
    const tx = this.reading(this.transactions);
    return overviewsOf(tx, await listBatches(tx, limit, before, filter));
  }

  /** Counts every card: with the bulk pool's time-outs, for a batch may have millions. */
  async counts({ id, state, minted }: Batch): Promise<CardCounts> {
    if (!isMintOver(state)) return { minted };
    const { groups } = await countCards(this.reading(this.bulk), id);
    return countsOf(groups, isSealed(state));
  }

  /** Where every card of the batch is (promise 7). */
  async equation(batchId: number): Promise<BatchEquation> {
    const { id } = await this.get(batchId);
    return equationOf(await countCards(this.reading(this.bulk), id));
  }

  /** What happened to the batch, oldest first. */
  async timeline(batchId: number): Promise<TimelineItem[]> {
    const { id } = await this.get(batchId);
    return readTimeline(this.reading(this.transactions), id);
  }

  /** Whether a first person has asked to lift the freeze. */
  async unfreezeAsked(batch: Batch): Promise<boolean> {
    return batch.state === 'frozen' && (await this.overview(batch)).facts.asked;
  }

  /** Says where the mint is whenever it has moved, at most four times a second, and ends when it is over or waits for a person. */
  async *progress(batchId: number, signal?: AbortSignal): AsyncGenerator<BatchProgress, void, undefined> {
    let said = '';
    for (let silent = 0; signal?.aborted !== true; silent++) {
      const batch = await this.get(batchId);
      const { id, state, quantity, minted, reason } = batch;
      const moved = JSON.stringify([state, minted, reason]);
      if (moved !== said || silent === SILENT_LOOKS_MAX) {
        yield { id, state, quantity, minted, reason, ...(await this.pace(batch)) };
        said = moved;
        silent = 0;
      }
      if (isMintOver(state)) return;
      await sleep(LOOK_EVERY_MS, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }

  /** From the events of its last chunks, so that whoever begins to watch is told at once, and all are told the same. */
  private async pace({ id, state, quantity, minted }: Batch): Promise<MintPace> {
    if (state !== 'minting') return NO_PACE;
    const rows = await this.transactions.read<WrittenChunk & { readonly nowMs: number }>(
      `SELECT (last_card - first_card + 1)::float8 AS cards, extract(epoch FROM at)::float8 * 1000 AS "atMs",
              extract(epoch FROM clock_timestamp())::float8 * 1000 AS "nowMs"
         FROM card_event WHERE first_card BETWEEN $1 AND $2 AND first_card <> last_card AND kind = 'mint'
          AND at > clock_timestamp() - $3 * interval '1 second'`,
      [String(cardId(id, 0)), String(cardId(id, CARDS_A_BATCH_MAX)), PACE_S],
    );
    return rows.length === 0 ? NO_PACE : paceOf(rows, quantity - minted, rows[0]!.nowMs);
  }

  private reading(of: Transactions): Tx {
    return entityTx(of.dataSource.manager);
  }
}
