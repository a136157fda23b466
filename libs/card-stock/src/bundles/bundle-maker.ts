import { rename, rm } from 'node:fs/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Batch, Product, batchNumber } from '#lib/cards';
import { Transactions, entityTx } from '#lib/database';
import { Problem, type ProblemCode, invariant, newId } from '#lib/kernel';
import { runChild, stageAll } from '#lib/queue';
import { Config, Keyring } from '#lib/runtime';
import { batchSpec } from '../templates/print-spec.js';
import { ProofService, type ProvenTemplate } from '../templates/proof.service.js';
import type { BundleInput, BundleSaid, MadeBundle } from './bundle-child.js';
import { type BundleManifest, MANIFEST_FORMAT } from './bundle-papers.js';
import { agePath, makeJob } from './bundle-place.js';
import { Bundle } from './bundle.entity.js';
import { noteBundleDone } from './bundle.store.js';
import { type ConfirmedKey, PrintHouseService } from './print-house.service.js';
import { signPaper } from './signed-paper.js';

/** From the moment that it is ready: time for one careful person, not for a forgotten file. */
export const BUNDLE_LIFE_H = 24;
const CHILD = 'libs/card-stock/src/bundles/bundle-child.js';
const NOTE_EVERY_MS = 250;
/** What was true when a bundle was asked for and no longer is: another try would meet the same. */
const OVERTAKEN: readonly ProblemCode[] = ['house_key.not_confirmed', 'proof.not_approved'];

/** Everything that a bundle is made of but the cards. */
interface Ingredients {
  readonly bundle: Bundle;
  readonly batch: Batch;
  readonly product: Product;
  readonly key: ConfirmedKey;
  readonly template: ProvenTemplate;
}

/** Makes the age files, each in a child process that alone sees the PINs. */
@Injectable()
export class BundleMaker {
  private readonly logger = new Logger(BundleMaker.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly houses: PrintHouseService,
    private readonly proofs: ProofService,
    private readonly keyring: Keyring,
    private readonly config: Config,
  ) {}

  /** Makes one. Repeating it is fine; an aborted signal ends it, and the next run makes it anew. */
  async make(bundleId: string, signal: AbortSignal): Promise<void> {
    const bundle = await this.transactions.dataSource.manager.findOneBy(Bundle, { id: bundleId });
    if (bundle?.state !== 'making') return;
    const gathered = await this.gather(bundle).catch((error: unknown) => {
      if (error instanceof Problem && OVERTAKEN.includes(error.code)) return error;
      throw error;
    });
    if (gathered instanceof Problem) return this.fail(bundleId, `${gathered.code}: ${gathered.message}`);
    const part = `${agePath(this.config, bundle)}.${newId()}.part`;
    try {
      const said = await this.runChild(gathered, part, signal);
      if (said.kind === 'refused') return await this.fail(bundleId, said.reason);
      invariant(said.kind === 'made', 'a child ends with what it made');
      await this.finish(bundle, manifestOf(gathered, said), part);
    } finally {
      await rm(part, { force: true });
    }
  }

  /** Stages again what a queue may have lost. A job that is still known under its id stays the one it is. */
  async restage(): Promise<void> {
    await this.transactions.run(async (tx) => {
      const making = await tx.rows<{ id: string }>(
        `SELECT id FROM bundle WHERE state = 'making' ORDER BY id LIMIT 1000`,
      );
      await stageAll(
        tx,
        making.map(({ id }) => makeJob(id)),
      );
    });
  }

  /** No more tries: a person reads the reason and asks for another bundle. */
  async fail(bundleId: string, reason: string): Promise<void> {
    const failed = { state: 'failed', reason } as const;
    await this.transactions.dataSource.manager.update(Bundle, { id: bundleId, state: 'making' }, failed);
    this.logger.error('bundle failed', { bundle: bundleId, reason });
  }

  private async gather(bundle: Bundle): Promise<Ingredients> {
    return this.transactions.run(async (tx) => {
      const batch = await tx.manager.findOneByOrFail(Batch, { id: bundle.batchId });
      const product = await tx.manager.findOneByOrFail(Product, { id: batch.productId });
      const key = await this.houses.confirmedKey(tx, bundle.houseKeyId);
      return { bundle, batch, product, key, template: await this.proofs.provenTemplate(tx, batch) };
    });
  }

  private runChild(gathered: Ingredients, path: string, signal: AbortSignal): Promise<BundleSaid> {
    const { id, batchId } = gathered.bundle;
    const secret = this.keyring.batchKey(batchId);
    invariant(secret !== undefined, 'a batch that is bundled has its key');
    const input = { ...inputOf(gathered, this.config), path };
    return runChild<BundleSaid>({ entry: CHILD, input, secret, signal, onSaid: this.noter(id) });
  }

  /** Notes how far the child is, now and then. A note that is late or lost is only a step that nobody saw. */
  private noter(bundleId: string): (said: BundleSaid) => void {
    const tx = entityTx(this.transactions.dataSource.manager);
    let notedAt = 0;
    return (said) => {
      if (said.kind !== 'cards' || performance.now() - notedAt < NOTE_EVERY_MS) return;
      notedAt = performance.now();
      noteBundleDone(tx, bundleId, said.done).catch(() => undefined);
    };
  }

  /** A file made while its batch was being sealed is not kept; of two made at once the first one counts. */
  private async finish(bundle: Bundle, manifest: BundleManifest, part: string): Promise<void> {
    const signature = signPaper('bundle-manifest', manifest, this.keyring.signer('manifest'));
    await this.transactions.run(async (tx) => {
      const [batch] = await tx.rows<{ state: string }>('SELECT state FROM batch WHERE id = $1 FOR SHARE', [
        bundle.batchId,
      ]);
      const lock = { mode: 'pessimistic_write' } as const;
      const { state } = await tx.manager.findOneOrFail(Bundle, { where: { id: bundle.id }, lock });
      if (state !== 'making') return;
      if (batch!.state !== 'minted') {
        await tx.manager.update(Bundle, { id: bundle.id }, { state: 'destroyed' });
        return;
      }
      await rename(part, agePath(this.config, bundle));
      await tx.manager.update(
        Bundle,
        { id: bundle.id },
        {
          state: 'ready',
          cards: manifest.cards,
          done: manifest.cards,
          bytes: BigInt(manifest.bytes),
          sha256: Buffer.from(manifest.sha256, 'hex'),
          manifest,
          manifestSignature: Buffer.from(signature, 'base64'),
          readyAt: () => 'now()',
          expiresAt: () => `now() + interval '${BUNDLE_LIFE_H} hours'`,
        },
      );
    });
  }
}

function inputOf({ bundle, batch, product, key, template }: Ingredients, config: Config): Omit<BundleInput, 'path'> {
  return {
    databaseUrl: config.database,
    recipient: key.recipient,
    quantity: batch.quantity,
    facts: {
      kind: bundle.kind,
      bundle: bundle.id,
      batchId: batch.id,
      product: product.name,
      gtin: batch.gtin,
      faceValueMinor: Number(batch.priceMinor),
      currency: batch.currency,
      months: batch.months,
      madeAt: new Date().toISOString(),
      keyFingerprint: key.fingerprint.toString('hex'),
    },
    spec: batchSpec(batch, product.name, template.spec, config.publicUrl),
    proof: template.proof,
  };
}

function manifestOf({ bundle, batch, product, key }: Ingredients, made: MadeBundle): BundleManifest {
  const { cards, firstSerial, lastSerial, serialHash, bytes, sha256, contentBytes, contentSha256 } = made;
  return {
    format: MANIFEST_FORMAT,
    bundle: bundle.id,
    kind: bundle.kind,
    batch: batchNumber(batch.id),
    product: product.name,
    gtin: batch.gtin,
    months: batch.months,
    faceValueMinor: Number(batch.priceMinor),
    currency: batch.currency,
    house: key.houseName,
    keyFingerprint: key.fingerprint.toString('hex'),
    cards,
    firstSerial,
    lastSerial,
    serialHash,
    bytes,
    sha256,
    contentBytes,
    contentSha256,
    madeAt: new Date().toISOString(),
  };
}
