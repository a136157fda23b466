import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cardId, readPins, serialOf } from '#lib/cards';
import { BULK_POOL, type Tx, constraintOf, databaseOptions, entityTx, openDataSource, sqlState } from '#lib/database';
import { invariant } from '#lib/kernel';
import { Keyring, withoutCardNumbers } from '#lib/runtime';
import { SealingStream } from './sealed-file.js';
import {
  A4_TEN_UP,
  type SheetCard,
  type SheetSpec,
  SheetTextInvalid,
  TextDoesNotFit,
  renderSheets,
} from './sheets/index.js';

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
  readonly spec: Omit<SheetSpec, 'layout' | 'createdAt'> & { readonly createdAt: string };
}

/** What the child says: how far it is, and at the end what it made, or why these texts make no card. */
export type SheetSaid =
  | { readonly kind: 'cards'; readonly done: number }
  | { readonly kind: 'made'; readonly bytes: number; readonly sha256: string; readonly done: number }
  | { readonly kind: 'refused'; readonly reason: string };

async function make(input: SheetInput): Promise<SheetSaid> {
  const key = Keyring.open(input.keyringDir, { create: false }).batchKey(input.spec.batchId);
  invariant(key !== undefined, 'a batch that is printed has its key');
  const source = await openDataSource(
    databaseOptions(input.databaseUrl, { ...BULK_POOL, name: 'sheets', connectionsMax: 1 }),
  );
  try {
    return await print(input, key, entityTx(source.manager));
  } catch (error) {
    // Another try would meet the same texts.
    if (error instanceof TextDoesNotFit || error instanceof SheetTextInvalid) {
      return { kind: 'refused', reason: withoutCardNumbers(error.message) };
    }
    throw error;
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
  await renderSheets(
    cardsOf(tx, key, input),
    count,
    { ...spec, layout: A4_TEN_UP, createdAt: new Date(spec.createdAt) },
    pdf,
    (done) => write({ kind: 'cards', done }),
  );
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

function write(said: object, then?: () => void): void {
  process.stdout.write(`${JSON.stringify(said)}\n`, then);
}

function end(said: object): void {
  write(said, () => process.exit('failed' in said ? 1 : 0));
}

function failure(error: unknown): object {
  const state = sqlState(error);
  if (state !== undefined)
    return { failed: { reason: `database ${state}`, sqlState: state, constraint: constraintOf(error) } };
  return {
    failed: { reason: error instanceof Error ? withoutCardNumbers(`${error.name}: ${error.message}`) : 'unknown' },
  };
}

process.on('uncaughtException', (error) => end(failure(error)));
createInterface({ input: process.stdin })
  .once('line', (line) => void make(JSON.parse(line) as SheetInput).then(end, (error: unknown) => end(failure(error))))
  .once('close', () => process.exit(1)); // the parent is gone: its next run makes the sheet again
