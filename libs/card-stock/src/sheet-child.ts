import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cardId, readPins, serialOf } from '#lib/cards';
import { BULK_POOL, type Tx, databaseOptions, entityTx, openDataSource } from '#lib/database';
import { invariant } from '#lib/kernel';
import { Keyring, withoutCardNumbers } from '#lib/runtime';
import { say, serveParent } from './child-side.js';
import { SealingStream } from './sealed-file.js';
import { type SheetCard, renderSheets } from './sheets/index.js';
import { refusalIn } from './templates/print-refusal.js';
import { type PrintSpec, sheetSpec } from './templates/print-spec.js';
import { type ApprovedProof, PROOF_DIFFERS, makesTheSame } from './templates/proof-bytes.js';

/** What the parent writes to stdin. */
export interface SheetInput {
  readonly databaseUrl: string;
  readonly keyringDir: string;
  readonly sheetId: string;
  /** Where the sealed PDF goes; its folder is made. */
  readonly path: string;
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** Spoiled cards of the range, not printed again. */
  readonly spoiled: readonly number[];
  readonly spec: PrintSpec;
  readonly proof: ApprovedProof;
}

/** What the child says: how far it is, and at the end what it made, or why these texts make no card. */
export type SheetSaid =
  | { readonly kind: 'cards'; readonly done: number }
  | { readonly kind: 'made'; readonly bytes: number; readonly sha256: string; readonly done: number }
  | { readonly kind: 'refused'; readonly reason: string };

async function make(input: SheetInput): Promise<SheetSaid> {
  try {
    if (!(await makesTheSame(input.proof))) return { kind: 'refused', reason: `proof.differs: ${PROOF_DIFFERS}` };
    return await printWithKey(input);
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal === undefined) throw error;
    return { kind: 'refused', reason: `${refusal.code}: ${withoutCardNumbers(refusal.detail)}` };
  }
}

async function printWithKey(input: SheetInput): Promise<SheetSaid> {
  const key = Keyring.open(input.keyringDir, { create: false }).batchKey(input.spec.batchId);
  invariant(key !== undefined, 'a batch that is printed has its key');
  const source = await openDataSource(
    databaseOptions(input.databaseUrl, { ...BULK_POOL, name: 'sheets', connectionsMax: 1 }),
  );
  try {
    return await print(input, key, entityTx(source.manager));
  } finally {
    key.fill(0);
    await source.destroy();
  }
}

/** The PDF exists in memory a frame at a time, and on the disk only sealed. */
async function print(input: SheetInput, key: Buffer, tx: Tx): Promise<SheetSaid> {
  const { path, spec, firstIndex, lastIndex, spoiled, sheetId } = input;
  const count = lastIndex - firstIndex + 1 - spoiled.length;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}.part`;
  const file = await open(part, 'w', 0o600);
  const pdf = new PassThrough();
  const hash = createHash('sha256');
  let bytes = 0;
  pdf.on('data', (piece: Buffer) => {
    hash.update(piece);
    bytes += piece.length;
  });
  const sealed = pipeline(pdf, new SealingStream(key, sheetId), file.createWriteStream({ flush: true }));
  sealed.catch(() => undefined); // rendering fails with the same reason
  await renderSheets(cardsOf(tx, key, input), count, sheetSpec(spec), pdf, (done) => say({ kind: 'cards', done }));
  await sealed;
  await rename(part, path);
  return { kind: 'made', bytes, sha256: hash.digest('hex'), done: count };
}

async function* cardsOf(
  tx: Tx,
  key: Buffer,
  { spec, firstIndex, lastIndex, spoiled }: SheetInput,
): AsyncGenerator<SheetCard> {
  const skipped = new Set(spoiled);
  for await (const { index, pin } of readPins(tx, key, { batchId: spec.batchId, firstIndex, lastIndex })) {
    if (!skipped.has(index)) yield { serial: serialOf(cardId(spec.batchId, index)), pin };
  }
}

serveParent(make);
