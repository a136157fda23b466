import { Injectable, Logger } from '@nestjs/common';
import { recordAudit } from '#lib/access';
import { type Batch, batchNumber, recordEvents } from '#lib/cards';
import { BulkTransactions, Transactions } from '#lib/database';
import { invariant, newId } from '#lib/kernel';
import { mintPostings, post } from '#lib/ledger';
import { ChildFailed, MINT_QUEUE, runChild, stage } from '#lib/queue';
import { Config, Keyring } from '#lib/runtime';
import { batchSubject } from '../batch.policy.js';
import { discardChunk, hasChunks, lockBatch, moveBatch, spoilPrinted, today } from '../batch.store.js';
import { SealService } from '../seal.service.js';
import type { MintInput } from './mint-child.js';
import type { MintOutcome } from './mint-run.js';

const CHILD = 'libs/card-batch/src/mint/mint-child.js';
const DISK_FULL = '53100';

interface MintSaid {
  readonly outcome: MintOutcome;
}

/** Makes the cards of an approved batch. Repeating any of it is fine: what is there is not made again. */
@Injectable()
export class MintService {
  private readonly logger = new Logger(MintService.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly bulk: BulkTransactions,
    private readonly keyring: Keyring,
    private readonly config: Config,
    private readonly seals: SealService,
  ) {}

  /** Makes the missing cards in a child process; an aborted signal ends it at once, and the next run goes on. */
  async run(batchId: number, signal: AbortSignal): Promise<void> {
    const batch = await this.begin(batchId);
    if (batch === undefined) return;
    try {
      this.keyring.makeBatchKey(batchId);
      const { outcome } = await runChild<MintSaid>({ entry: CHILD, input: { ...this.inputOf(batch) }, signal });
      // Cancelled meanwhile: whoever did it has staged the discard, but we may have made the key after it ran.
      if (outcome === 'stopped') return await this.discard(batchId);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      return await this.pause(batchId, 'The disk is full.');
    }
    await this.finish(batchId);
  }

  /** After the last try: a person looks at the reason, and resumes or cancels. */
  async pause(batchId: number, reason: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      if (batch.state !== 'minting') return;
      await moveBatch(tx, batch, 'pause', { reason });
      await recordAudit(tx, {
        actor: 'system',
        action: 'batch.pause',
        subject: batchSubject(batchId),
        detail: { reason },
      });
    });
    this.logger.error('mint paused', { batch: batchNumber(batchId), reason });
  }

  /** Ends the cards of a batch that will not be finished: no key, no PINs, every card spoiled. */
  async discard(batchId: number): Promise<void> {
    const { state } = await this.transactions.run((tx) => lockBatch(tx, batchId));
    if (state !== 'cancelled' && state !== 'failed') return;
    await this.seals.destroyKey(batchId);
    while (await this.discardNext(batchId));
  }

  /** `undefined` when there is nothing to mint. */
  private async begin(batchId: number): Promise<Batch | undefined> {
    return this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      if (batch.state !== 'approved' && batch.state !== 'minting') return undefined;
      if (batch.state === 'approved') return moveBatch(tx, batch, 'start');
      if (this.keyring.batchKey(batchId) === undefined && (await hasChunks(tx, batchId))) {
        await moveBatch(tx, batch, 'fail', { reason: 'Its key is lost: mint another batch.' });
        await stage(tx, { queue: MINT_QUEUE, name: 'discard', jobId: `discard-${batchId}`, data: { batchId } });
        await recordAudit(tx, { actor: 'system', action: 'batch.key_lost', subject: batchSubject(batchId) });
        return undefined;
      }
      return batch;
    });
  }

  private async finish(batchId: number): Promise<void> {
    await this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      if (batch.state !== 'minting') return;
      const { quantity: cards, months } = batch;
      invariant(batch.minted === cards, 'a mint is over when every card is there');
      await moveBatch(tx, batch, 'finish', { at: 'mintedAt' });
      const source = newId();
      await post(tx, mintPostings({ source, batchId, months, cards, businessDate: await today(tx) }));
      await recordAudit(tx, {
        actor: 'system',
        action: 'batch.mint',
        subject: batchSubject(batchId),
        detail: { cards, source },
      });
    });
  }

  /** One chunk in one transaction, so that a card's state and its event never part. False when none is left. */
  private async discardNext(batchId: number): Promise<boolean> {
    return this.bulk.run(async (tx) => {
      const chunk = await discardChunk(tx, batchId);
      if (chunk === undefined) return false;
      const { firstCard, lastCard, cards } = chunk;
      invariant((await spoilPrinted(tx, firstCard, lastCard)) === cards, 'cards of an unfinished batch are printed');
      const detail = { reason: 'the batch was not finished' };
      await recordEvents(tx, [{ kind: 'spoil', firstCard, lastCard, actor: 'system', detail }]);
      return true;
    });
  }

  private inputOf({ id, quantity, chunkSize, pepperId }: Batch): MintInput {
    const { database: databaseUrl, keyringDir } = this.config;
    return { databaseUrl, keyringDir, batchId: id, quantity, chunkSize, pepperId };
  }
}

function isDiskFull(error: unknown): boolean {
  if (error instanceof ChildFailed) return error.sqlState === DISK_FULL;
  return (error as { code?: unknown }).code === 'ENOSPC';
}
