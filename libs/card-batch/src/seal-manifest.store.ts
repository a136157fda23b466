import { type Batch, CARDS_A_BATCH, batchNumber, cardId, serialOf } from '#lib/cards';
import type { Tx } from '#lib/database';
import { productName } from './batch.store.js';
import { readBindings } from './bindings.store.js';
import { countCards } from './equation.js';
import { MANIFEST_FORMAT, type ManifestBundle, type ManifestSheet, type SealManifest } from './seal-manifest.js';
import { serialsDigest } from './serials-digest.js';

/** What is true of a locked batch now. Reads every card: for the bulk pool. */
export async function describeForSeal(tx: Tx, batch: Batch, actor: string): Promise<SealManifest> {
  const { id, quantity, minted, months, currency, gtin, sellBy, generator, requestedBy, approvedBy } = batch;
  const { template, houseKey } = await readBindings(tx, batch);
  const spoiled = await spoiledIndexes(tx, batch);
  const [now] = await tx.rows<{ at: Date; name: string | null }>(
    `SELECT clock_timestamp() AS at, (SELECT name FROM staff WHERE 'staff:' || id = $1) AS name`,
    [actor],
  );
  return {
    format: MANIFEST_FORMAT,
    batch: batchNumber(id),
    product: {
      id: String(batch.productId),
      name: await productName(tx, batch),
      gtin,
      months,
      priceMinor: String(batch.priceMinor),
      currency,
    },
    sellBy,
    cards: { requested: quantity, minted, spoiled: spoiled.length },
    serials: {
      first: serialOf(cardId(id, 0)),
      last: serialOf(cardId(id, quantity - 1)),
      sha256: await serialsDigest(id, quantity, spoiled),
    },
    template: template === null ? null : { name: template.name, version: template.version, digest: template.digest },
    printHouse: houseKey === null ? null : { name: houseKey.house, fingerprint: houseKey.fingerprint },
    generator,
    downloads: { sheets: await downloadedSheets(tx, id), bundles: await downloadedBundles(tx, id) },
    requestedBy,
    approvedBy,
    sealedBy: { actor, name: now!.name },
    sealedAt: now!.at.toISOString(),
  };
}

export async function storeManifest(tx: Tx, batchId: number, manifest: SealManifest, signature: Buffer): Promise<void> {
  await tx.rows('UPDATE batch SET manifest = $2, manifest_signature = $3 WHERE id = $1', [
    batchId,
    JSON.stringify(manifest),
    signature,
  ]);
}

export interface StoredManifest {
  readonly manifest: SealManifest;
  readonly signature: Buffer;
}

/** `undefined` of a batch that was never sealed, or by a version that signed nothing. */
export async function readManifest(tx: Tx, batchId: number): Promise<StoredManifest | undefined> {
  const [row] = await tx.rows<StoredManifest>(
    `SELECT manifest, manifest_signature AS signature FROM batch WHERE id = $1 AND manifest IS NOT NULL`,
    [batchId],
  );
  return row;
}

async function spoiledIndexes(tx: Tx, { id, quantity }: Batch): Promise<number[]> {
  const { groups } = await countCards(tx, id);
  if (!groups.some(({ state }) => state === 'spoiled')) return [];
  const rows = await tx.rows<{ index: number }>(
    `SELECT (id % ${CARDS_A_BATCH})::int AS index FROM card WHERE id BETWEEN $1 AND $2 AND state = 'spoiled' ORDER BY id`,
    [String(cardId(id, 0)), String(cardId(id, quantity - 1))],
  );
  return rows.map(({ index }) => index);
}

async function downloadedSheets(tx: Tx, batchId: number): Promise<ManifestSheet[]> {
  return tx.rows<ManifestSheet>(
    `SELECT id, encode(sha256, 'hex') AS sha256, done AS cards, downloads FROM sheet
      WHERE batch_id = $1 AND downloads > 0 ORDER BY id`,
    [batchId],
  );
}

async function downloadedBundles(tx: Tx, batchId: number): Promise<ManifestBundle[]> {
  const rows = await tx.rows<Omit<ManifestBundle, 'downloadedAt'> & { readonly at: Date }>(
    `SELECT id, kind, encode(sha256, 'hex') AS sha256, cards, downloaded_at AS at FROM bundle
      WHERE batch_id = $1 AND downloaded_at IS NOT NULL ORDER BY id`,
    [batchId],
  );
  return rows.map(({ at, ...bundle }) => ({ ...bundle, downloadedAt: at.toISOString() }));
}
