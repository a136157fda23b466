import { Injectable, Logger } from '@nestjs/common';
import { recordAudit } from '#lib/access';
import { type Batch, DAMM_TABLE, DigitSource, batchNumber, cardsIn, makePin } from '#lib/cards';
import { BULK_POOL, BulkTransactions, type EntityTx, Transactions, databaseOptions } from '#lib/database';
import { invariant, newId } from '#lib/kernel';
import { mintPostings, post } from '#lib/ledger';
import { ChildFailed, MINT_QUEUE, runChild, stage, stageAll } from '#lib/queue';
import { Config, Keyring } from '#lib/runtime';
import { batchSubject } from '../batch.policy.js';
import { discardChunk, hasChunks, lockBatch, moveBatch, spoilRange, today, unfinishedMints } from '../batch.store.js';
import { makesAsApproved } from '../generator.js';
import { withKeyring } from '../keyring-lock.js';
import { SealService } from '../seal.service.js';
import type { MintInput, MintSaid } from './mint-input.js';

const CHILD = 'libs/card-batch/src/mint/mint-child.js';
const DISK_FULL = '53100';

const PROOFS = 32;

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
      const secret = await this.secretOf(batch);
      const { outcome } = await runChild<MintSaid>({ entry: CHILD, input: { ...this.inputOf(batch) }, secret, signal });
      // Cancelled meanwhile: whoever did it has staged the discard, but we may have made the key after it ran.
      if (outcome === 'stopped') return await this.discard(batchId);
      if (outcome === 'elsewhere') return;
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

  /** Stages again what a queue may have lost. A job that is still known under its id stays the one it is. */
  async restage(): Promise<void> {
    await this.transactions.run(async (tx) =>
      stageAll(
        tx,
        (await unfinishedMints(tx)).map(({ id: batchId, name }) => ({
          queue: MINT_QUEUE,
          name,
          jobId: `${name}-${batchId}`,
          data: { batchId },
        })),
      ),
    );
  }

  /** `undefined` when there is nothing to mint. */
  private async begin(batchId: number): Promise<Batch | undefined> {
    return this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      if (batch.state !== 'approved' && batch.state !== 'minting') return undefined;
      const minting = batch.state === 'approved' ? await moveBatch(tx, batch, 'start') : batch;
      if (!makesAsApproved(minting)) {
        await this.fail(
          tx,
          minting,
          'batch.generator_differs',
          'Its numbers would be made otherwise than was approved.',
        );
        return undefined;
      }
      if (this.keyring.batchKey(batchId) === undefined && (await hasChunks(tx, batchId))) {
        await this.fail(tx, minting, 'batch.key_lost', 'Its key is lost: mint another batch.');
        return undefined;
      }
      return minting;
    });
  }

  /** For ever: what was made of it is spoiled. */
  private async fail(tx: EntityTx, batch: Batch, action: string, reason: string): Promise<void> {
    await moveBatch(tx, batch, 'fail', { reason });
    await stage(tx, { queue: MINT_QUEUE, name: 'discard', jobId: `discard-${batch.id}`, data: { batchId: batch.id } });
    await recordAudit(tx, { actor: 'system', action, subject: batchSubject(batch.id), detail: { reason } });
  }

  private async finish(batchId: number): Promise<void> {
    await this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      if (batch.state !== 'minting') return;
      const { quantity: cards, months } = batch;
      invariant(batch.minted === cards, 'a mint is over when every card is there');
      await moveBatch(tx, batch, 'finish');
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
      const detail = { reason: 'the batch was not finished' };
      const spoiled = await spoilRange(tx, { ...chunk, actor: 'system', detail });
      invariant(spoiled === cardsIn(chunk), 'all cards of an unfinished batch are in the warehouse');
      return true;
    });
  }

  /** The batch's key, made with its first run, and the pepper. */
  private async secretOf({ id, pepperId }: Batch): Promise<Buffer> {
    const key = await withKeyring(this.bulk, () => this.keyring.makeBatchKey(id));
    const secret = Buffer.concat([key, this.keyring.pepper(pepperId)]);
    key.fill(0);
    return secret;
  }

  private inputOf({ id, quantity, chunkSize, pepperId }: Batch): MintInput {
    const source = new DigitSource();
    const proof = Array.from({ length: PROOFS }, () => makePin(source)).map((pin) => ({
      pin,
      digest: this.keyring.digest(pepperId, pin).toString('hex'),
    }));
    return {
      batchId: id,
      quantity,
      chunkSize,
      pepperId,
      database: {
        connectionString: this.config.database,
        options: (databaseOptions(this.config.database, BULK_POOL).extra as { options: string }).options,
      },
      dammTable: [...DAMM_TABLE],
      proof,
    };
  }
}

function isDiskFull(error: unknown): boolean {
  if (error instanceof ChildFailed) return error.sqlState === DISK_FULL;
  return (error as { code?: unknown }).code === 'ENOSPC';
}
