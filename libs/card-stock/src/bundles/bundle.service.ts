import { createHash, createPublicKey } from 'node:crypto';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { type Decision, askApproval, decideApproval, recordAudit, staffActor } from '#lib/access';
import { Batch, type BatchState, batchNumber, isSealed } from '#lib/cards';
import { type EntityTx, Transactions, entityTx } from '#lib/database';
import { Problem, invariant, newId } from '#lib/kernel';
import { stage } from '#lib/queue';
import { Config, Keyring } from '#lib/runtime';
import { In, LessThan } from 'typeorm';
import { ProofService } from '../templates/proof.service.js';
import type { BundleKind, SignedManifest } from './bundle-papers.js';
import { agePath, makeJob } from './bundle-place.js';
import { Bundle } from './bundle.entity.js';
import { canariesOf } from './bundle.store.js';
import { type ConfirmedKey, PrintHouseService } from './print-house.service.js';

/** The approval for a second bundle of cards that have left once; its subject is the bundle. */
export const BUNDLE_AGAIN = 'bundle.again';
const SWEPT_AT_ONCE = 100;

export interface BundleRequest {
  readonly batchId: number;
  readonly kind: BundleKind;
  readonly staffId: string;
}

export interface BundleDecision {
  readonly bundleId: string;
  readonly staffId: string;
  readonly decision: Decision;
  readonly reason?: string;
}

/** An age file on its way out, for the first and last time. */
export interface BundleDownload {
  readonly stream: Readable;
  readonly bytes: number;
  readonly name: string;
}

/** What leaves for a print house: asked for, kept for a day, downloaded once. `BundleMaker` makes it. */
@Injectable()
export class BundleService {
  private readonly logger = new Logger(BundleService.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly houses: PrintHouseService,
    private readonly proofs: ProofService,
    private readonly keyring: Keyring,
    private readonly config: Config,
  ) {}

  /** Asks for a bundle. Making it is a job; of cards that left once before, another person must agree first. */
  async request(tx: EntityTx, { batchId, kind, staffId }: BundleRequest): Promise<Bundle> {
    const batch = await bundledBatch(tx, batchId);
    const key = await this.houses.confirmedKey(tx, batch.houseKeyId!);
    await this.proofs.provenTemplate(tx, batch);
    const state = await mayLeave(tx, batchId);
    const id = newId();
    const bundle = { id, batchId, houseKeyId: key.id, kind, state, cards: batch.minted, requestedBy: staffId };
    await tx.manager.insert(Bundle, bundle);
    const detail = { bundle: id, batch: batchNumber(batchId), kind, cards: batch.minted, house: key.houseName };
    if (state === 'making') await stage(tx, makeJob(id));
    else await askApproval(tx, { ...againOf(id, key), requestedBy: staffId, detail });
    await recordAudit(tx, {
      actor: staffActor(staffId),
      action: 'bundle.request',
      subject: subjectOf(batchId),
      detail: { ...detail, state },
    });
    return found(await tx.manager.findOneBy(Bundle, { id }));
  }

  /** Another person's word on a second bundle. */
  async decideAgain({ bundleId, staffId, decision, reason }: BundleDecision): Promise<Bundle> {
    return this.transactions.run(async (tx) => {
      const { batchId } = found(await tx.manager.findOneBy(Bundle, { id: bundleId }));
      const batch = await bundledBatch(tx, batchId);
      const bundle = found(await tx.manager.findOneBy(Bundle, { id: bundleId }));
      if (bundle.state !== 'waiting') throw new Problem('bundle.wrong_state', `The bundle is ${bundle.state}.`);
      const key = await this.houses.confirmedKey(tx, batch.houseKeyId!);
      const why = reason === undefined ? {} : { reason };
      await decideApproval(tx, { ...againOf(bundleId, key), decidedBy: staffId, decision, ...why });
      const next = decision === 'approved' ? { state: 'making' as const } : { state: 'failed' as const, ...why };
      await tx.manager.update(Bundle, { id: bundleId }, next);
      if (decision === 'approved') await stage(tx, makeJob(bundleId));
      await recordAudit(tx, {
        actor: staffActor(staffId),
        action: decision === 'approved' ? 'bundle.approve' : 'bundle.reject',
        subject: subjectOf(batchId),
        detail: { bundle: bundleId, ...why },
      });
      return found(await tx.manager.findOneBy(Bundle, { id: bundleId }));
    });
  }

  async get(batchId: number, bundleId: string): Promise<Bundle> {
    return found(await this.transactions.dataSource.manager.findOneBy(Bundle, { id: bundleId, batchId }));
  }

  /** Oldest first; a batch has a handful. */
  async ofBatch(batchId: number): Promise<Bundle[]> {
    return this.transactions.dataSource.manager.find(Bundle, { where: { batchId }, order: { id: 'ASC' }, take: 1_000 });
  }

  /** Those encrypted to any of these keys, the newest first; `before` is the last id of the page before. */
  async ofKeys(keyIds: readonly number[], rowsMax: number, before?: string): Promise<Bundle[]> {
    const older = before === undefined ? {} : { id: LessThan(before) };
    const where = { houseKeyId: In([...keyIds]), ...older };
    return this.transactions.dataSource.manager.find(Bundle, { where, order: { id: 'DESC' }, take: rowsMax });
  }

  /** The cards that were pulled of a batch: whoever gets the stock takes them out and destroys them. */
  canariesOf(batchId: number): Promise<bigint[]> {
    return canariesOf(entityTx(this.transactions.dataSource.manager), batchId);
  }

  /** What the bundle is, and our signature on it. */
  async manifest(batchId: number, bundleId: string): Promise<SignedManifest> {
    const { manifest, manifestSignature, state } = await this.get(batchId, bundleId);
    if (manifest === null || manifestSignature === null) {
      throw new Problem('bundle.not_ready', `The bundle is ${state}: it has no manifest.`);
    }
    return { manifest, signature: manifestSignature.toString('base64') };
  }

  /** What houses check our signatures with, as PEM (SPKI). They must have it by another channel than the bundles. */
  issuerKey(): string {
    const publicKey = createPublicKey(this.keyring.signer('manifest'));
    return publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  /**
   * The one download. Whoever begins it has had it: it is written down before the first byte, and the file's name is
   * gone before the last. A download that breaks off is not taken up again; another bundle needs another person's yes.
   */
  async openAge(batchId: number, bundleId: string, staffId: string): Promise<BundleDownload> {
    const bundle = await this.get(batchId, bundleId);
    const path = agePath(this.config, bundle);
    const file = await openFile(path);
    try {
      const { bytes } = await this.transactions.run((tx) => claimDownload(tx, batchId, bundleId, staffId, file));
      invariant(file !== undefined, 'only a bundle with its file is claimed');
      await rm(path, { force: true }).catch((error: Error) =>
        this.logger.warn('the sweep will remove a bundle', { bundle: bundleId, reason: error.message }),
      );
      const name = `reup-${batchNumber(batchId)}-${bundleId}.age`;
      return { stream: file.createReadStream(), bytes: Number(bytes), name };
    } catch (error) {
      await file?.close();
      throw error;
    }
  }

  /** Ends bundles that nobody fetched in time, and removes files that have no use any more. */
  async sweep(): Promise<void> {
    const expired = await this.transactions.run(async (tx) => {
      const rows = await tx.rows<{ id: string; batch_id: number }>(
        `UPDATE bundle SET state = 'expired' WHERE id IN
           (SELECT id FROM bundle WHERE state = 'ready' AND expires_at <= now() ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING id, batch_id`,
        [SWEPT_AT_ONCE],
      );
      for (const { id, batch_id: batchId } of rows) {
        const deed = { actor: 'system', action: 'bundle.expire', subject: subjectOf(batchId) };
        await recordAudit(tx, { ...deed, detail: { bundle: id } });
      }
      return rows.length;
    });
    await this.removeLeftFiles();
    if (expired === SWEPT_AT_ONCE) await this.sweep();
  }

  private async removeLeftFiles(): Promise<void> {
    const rows = await this.transactions.read<{ id: string; batchId: number; state: string }>(
      `SELECT u.id, u.batch_id AS "batchId", u.state FROM bundle u JOIN batch b ON b.id = u.batch_id
        WHERE b.state = 'minted' AND u.state IN ('downloaded', 'expired', 'failed', 'ready') ORDER BY u.id DESC LIMIT 1000`,
    );
    for (const bundle of rows) {
      const path = agePath(this.config, bundle);
      if (bundle.state !== 'ready') await rm(path, { force: true });
      else if (!(await stat(path).then(() => true, isThere))) await this.lose(bundle.id);
    }
  }

  /** A file that somebody removed: nobody could download it, and nobody could ask for another. */
  private async lose(id: string): Promise<void> {
    const lost = { state: 'failed', reason: 'The file is lost: ask for another.' } as const;
    const { affected } = await this.transactions.dataSource.manager.update(Bundle, { id, state: 'ready' }, lost);
    if (affected === 0) return; // downloaded in this very moment
    this.logger.error('the file of a bundle is lost', { bundle: id });
  }
}

/** The batch, which no one can seal or move until the transaction ends. */
async function bundledBatch(tx: EntityTx, id: number): Promise<Batch> {
  const batch = await tx.manager.findOne(Batch, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (batch === null) throw new Problem('batch.not_found', `There is no batch ${batchNumber(id)}.`);
  if (isSealed(batch.state)) throw new Problem('batch.sealed');
  if (batch.state !== 'minted') throw new Problem('batch.wrong_state', `The batch is ${batch.state}.`);
  if (batch.houseKeyId === null) {
    throw new Problem(
      'batch.wrong_state',
      'The batch is printed in-house: make sheets. A house is named in the request.',
    );
  }
  return batch;
}

/** Whether a bundle may be made at once, or only with another person's yes; refused while an earlier one is of use. */
async function mayLeave(tx: EntityTx, batchId: number): Promise<'making' | 'waiting'> {
  const [earlier] = await tx.rows<{ under_way: boolean; ready: boolean; left: boolean; received: boolean }>(
    `SELECT coalesce(bool_or(state IN ('waiting', 'making')), false) AS under_way,
            coalesce(bool_or(state = 'ready' AND expires_at > now()), false) AS ready,
            coalesce(bool_or(downloaded_at IS NOT NULL), false) AS left,
            coalesce(bool_or(receipt IS NOT NULL), false) AS received FROM bundle WHERE batch_id = $1`,
    [batchId],
  );
  const refuse = (why: string): never => {
    throw new Problem('bundle.wrong_state', why);
  };
  if (earlier!.under_way) refuse('A bundle of this batch is under way.');
  if (earlier!.ready) refuse('A bundle of this batch waits for its download.');
  if (earlier!.received) refuse('The house has confirmed that it has these cards.');
  return earlier!.left ? 'waiting' : 'making';
}

/** Takes the one download, if there is one to take. Batch first, then the bundle: as everybody locks them. */
async function claimDownload(
  tx: EntityTx,
  batchId: number,
  bundleId: string,
  staffId: string,
  file: FileHandle | undefined,
): Promise<{ readonly bytes: bigint }> {
  const [batch] = await tx.rows<{ state: BatchState }>('SELECT state FROM batch WHERE id = $1 FOR SHARE', [batchId]);
  const lock = { mode: 'pessimistic_write' } as const;
  const bundle = found(await tx.manager.findOne(Bundle, { where: { id: bundleId }, lock }));
  const { state, bytes, sha256, cards, reason } = bundle;
  if (state === 'downloaded') throw new Problem('bundle.downloaded', DOWNLOADED);
  if (isSealed(batch!.state)) throw new Problem('batch.sealed');
  if (state === 'failed') throw new Problem('bundle.wrong_state', reason ?? 'The bundle could not be made.');
  if (state === 'waiting' || state === 'making') throw new Problem('bundle.not_ready');
  const [taken] = await tx.rows(
    `UPDATE bundle SET state = 'downloaded', downloaded_by = $2, downloaded_at = now()
      WHERE id = $1 AND state = 'ready' AND expires_at > now() RETURNING id`,
    [bundleId, staffId],
  );
  if (taken === undefined) throw new Problem('bundle.expired', 'It was not downloaded within a day: ask for another.');
  if (file === undefined) throw new Problem('bundle.not_ready', 'The file is lost: ask for another in a minute.');
  const detail = { bundle: bundleId, cards, sha256: sha256?.toString('hex') };
  const deed = { actor: staffActor(staffId), action: 'bundle.download', subject: subjectOf(batchId) };
  await recordAudit(tx, { ...deed, detail });
  return { bytes: bytes! };
}

const DOWNLOADED = 'A bundle is downloaded once, whole or not. Ask for another: it needs a second person’s yes.';

/** What a second person agrees to: this bundle, to that key. */
function againOf(
  bundleId: string,
  { fingerprint }: ConfirmedKey,
): { readonly kind: string; readonly subject: string; readonly requestHash: Buffer } {
  const requestHash = createHash('sha256').update(bundleId).update(fingerprint).digest();
  return { kind: BUNDLE_AGAIN, subject: `bundle:${bundleId}`, requestHash };
}

function openFile(path: string): Promise<FileHandle | undefined> {
  return open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

function isThere(error: NodeJS.ErrnoException): boolean {
  if (error.code === 'ENOENT') return false;
  throw error;
}

function found(bundle: Bundle | null): Bundle {
  if (bundle === null) throw new Problem('bundle.not_found');
  return bundle;
}

function subjectOf(batchId: number): string {
  return `batch:${batchNumber(batchId)}`;
}
