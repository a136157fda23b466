import type { KeyObject } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Injectable, Logger } from '@nestjs/common';
import { recordAudit, staffActor } from '#lib/access';
import { type Batch, type BatchState, batchNumber, isSealed, sheetFolder } from '#lib/cards';
import { BulkTransactions, type EntityTx, Transactions, entityTx } from '#lib/database';
import { Problem } from '#lib/kernel';
import { Config, Keyring } from '#lib/runtime';
import { batchSubject, nextBatchState } from './batch.policy.js';
import { countDownloads, deleteSecrets, lockBatch, moveBatch, readBatch } from './batch.store.js';
import { withKeyring } from './keyring-lock.js';
import { signManifest } from './seal-manifest.js';
import { type StoredManifest, describeForSeal, readManifest, storeManifest } from './seal-manifest.store.js';

const BEGAN = 'batch.seal_began';
const DISCARDED: readonly BatchState[] = ['rejected', 'cancelled', 'failed'];

/** A seal's manifest with its signature, and the key that proves it. */
export interface SignedManifest extends StoredManifest {
  readonly publicKey: KeyObject;
}

/**
 * The end of every PIN: first a signed manifest, then the key's file, then what it could open (risks §4). A crash in
 * between leaves a batch without a key, which the next run finishes; the other order could claim a seal while the key lives.
 */
@Injectable()
export class SealService {
  private readonly logger = new Logger(SealService.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly bulk: BulkTransactions,
    private readonly keyring: Keyring,
    private readonly config: Config,
  ) {}

  /** Refused while nothing was ever downloaded: sealing would make a batch of paper without PINs. */
  async seal(batchId: number, staffId: string): Promise<Batch> {
    const actor = staffActor(staffId);
    await this.bulk.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      nextBatchState(batch.state, 'seal');
      if ((await countDownloads(tx, batchId)) === 0) throw new Problem('batch.nothing_printed');
      await this.sign(tx, batch, actor);
      await recordAudit(tx, { actor, action: BEGAN, subject: batchSubject(batchId) });
    });
    await this.destroyKey(batchId);
    return this.finish(batchId, actor);
  }

  /** What was signed when the batch was sealed, and what to check it with. */
  async manifest(batchId: number): Promise<SignedManifest> {
    const tx = entityTx(this.transactions.dataSource.manager);
    const { state } = await readBatch(tx, batchId);
    if (!isSealed(state)) throw new Problem('batch.not_sealed');
    const stored = await readManifest(tx, batchId);
    const publicKey = this.keyring.signerPublicKey('manifest');
    if (stored === undefined || publicKey === undefined) {
      throw new Problem('batch.wrong_state', 'The batch was sealed by a version that signed no manifest.');
    }
    return { ...stored, publicKey };
  }

  /** What a crash left: seals without their end, and keys of batches that no longer have any use for one. */
  async finishInterrupted(): Promise<void> {
    await withKeyring(this.bulk, () => this.keyring.finishDestroying());
    for (const { id, actor } of await this.begunSeals()) {
      if (this.keyring.batchKey(id) !== undefined) continue; // the person saw an error and will ask again
      this.logger.warn('finishing an interrupted seal', { batch: batchNumber(id) });
      await this.destroyKey(id);
      await this.finish(id, actor);
    }
    for (const id of this.keyring.openBatches()) {
      const [batch] = await this.transactions.read<{ state: BatchState }>('SELECT state FROM batch WHERE id = $1', [
        id,
      ]);
      if (batch !== undefined && (isSealed(batch.state) || DISCARDED.includes(batch.state))) await this.destroyKey(id);
    }
  }

  /** The key and the sheets under it. Repeating it is fine. */
  async destroyKey(batchId: number): Promise<void> {
    await withKeyring(this.bulk, () => this.keyring.destroyBatchKey(batchId));
    await rm(sheetFolder(this.config.sheetsDir, batchId), { recursive: true, force: true });
  }

  private async finish(batchId: number, actor: string): Promise<Batch> {
    return this.bulk.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      if (isSealed(batch.state)) return batch; // two at once: the other one was faster
      const sheets = await deleteSecrets(tx, batchId);
      const { manifest } = (await readManifest(tx, batchId)) ?? (await this.sign(tx, batch, actor));
      const sealed = await moveBatch(tx, batch, 'seal');
      const { minted, spoiled } = manifest.cards;
      const detail = { cards: { printed: minted - spoiled, spoiled }, sheets };
      await recordAudit(tx, { actor, action: 'batch.seal', subject: batchSubject(batchId), detail });
      return sealed;
    });
  }

  private async sign(tx: EntityTx, batch: Batch, actor: string): Promise<StoredManifest> {
    const manifest = await describeForSeal(tx, batch, actor);
    const signature = signManifest(manifest, this.keyring.signer('manifest'));
    await storeManifest(tx, batch.id, manifest, signature);
    return { manifest, signature };
  }

  private async begunSeals(): Promise<{ readonly id: number; readonly actor: string }[]> {
    return this.transactions.read(
      `SELECT DISTINCT ON (b.id) b.id, a.actor FROM batch b
         JOIN audit a ON a.action = $1 AND a.subject = 'batch:' || lpad(b.id::text, 6, '0')
        WHERE b.state = 'minted' ORDER BY b.id, a.id DESC`,
      [BEGAN],
    );
  }
}
