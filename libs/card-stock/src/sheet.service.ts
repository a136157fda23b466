import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { recordAudit, staffActor } from '#lib/access';
import { Batch, CARDS_A_BATCH, Product, batchNumber, cardId, isSealed, serialOf, sheetFolder } from '#lib/cards';
import { type EntityTx, Transactions, entityTx } from '#lib/database';
import { Problem, formatMoney, invariant, newId } from '#lib/kernel';
import { SHEETS_QUEUE, type StagedJob, runChild, stage, stageAll } from '#lib/queue';
import { Config, Keyring } from '#lib/runtime';
import { ISSUER } from './issuer.js';
import { openSealedFile } from './sealed-file.js';
import type { SheetInput, SheetSaid } from './sheet-child.js';
import { Sheet } from './sheet.entity.js';
import { noteDone, spoiledCards } from './sheet.store.js';
import type { TillCode } from './sheets/index.js';

/** Bounds the memory of a renderer and what one lost file would cost. */
export const SHEET_CARDS_MAX = 100_000;
const CHILD = 'libs/card-stock/src/sheet-child.js';
const NOTE_EVERY_MS = 250;

export interface SheetRequest {
  readonly batchId: number;
  readonly staffId: string;
  readonly tillCode: TillCode;
  /** Both absent: the whole batch. */
  readonly firstCard?: bigint;
  readonly lastCard?: bigint;
}

/** A PDF on its way out; the download is already counted. */
export interface PdfDownload {
  readonly stream: Readable;
  readonly bytes: number;
  readonly name: string;
}

/** Printable sheets of a batch, from its minting to its seal. */
@Injectable()
export class SheetService {
  private readonly logger = new Logger(SheetService.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly keyring: Keyring,
    private readonly config: Config,
  ) {}

  /** Asks for a file; making it is a job. */
  async request(tx: EntityTx, request: SheetRequest): Promise<Sheet> {
    const { batchId, staffId, tillCode } = request;
    const batch = await printableBatch(tx, batchId);
    const { firstCard, lastCard } = rangeOf(batch, request);
    const id = newId();
    await tx.manager.insert(Sheet, {
      id,
      batchId,
      state: 'making',
      firstCard,
      lastCard,
      tillCode,
      requestedBy: staffId,
    });
    await stage(tx, jobOf(id));
    const detail = { sheet: id, first: serialOf(firstCard), last: serialOf(lastCard), tillCode };
    await recordAudit(tx, { actor: staffActor(staffId), action: 'sheet.request', subject: subjectOf(batchId), detail });
    return found(await tx.manager.findOneBy(Sheet, { id }));
  }

  async get(batchId: number, sheetId: string): Promise<Sheet> {
    return found(await this.transactions.dataSource.manager.findOneBy(Sheet, { id: sheetId, batchId }));
  }

  /** Oldest first; a batch has a handful. */
  async ofBatch(batchId: number): Promise<Sheet[]> {
    return this.transactions.dataSource.manager.find(Sheet, { where: { batchId }, order: { id: 'ASC' }, take: 1_000 });
  }

  /** Makes the file in a child process. Repeating it is fine; an aborted signal ends it, and the next run makes it again. */
  async make(sheetId: string, signal: AbortSignal): Promise<void> {
    const { manager } = this.transactions.dataSource;
    const sheet = found(await manager.findOneBy(Sheet, { id: sheetId }));
    if (sheet.state !== 'making') return;
    const input = await this.inputOf(sheet);
    let notedAt = 0;
    const onSaid = (said: SheetSaid): void => {
      if (said.kind !== 'cards' || performance.now() - notedAt < NOTE_EVERY_MS) return;
      notedAt = performance.now();
      // A note that is late or lost is only a step that nobody saw.
      noteDone(entityTx(manager), sheetId, said.done).catch(() => undefined);
    };
    const said = await runChild<SheetSaid>({ entry: CHILD, input: { ...input }, signal, onSaid });
    if (said.kind === 'refused') return this.fail(sheetId, said.reason);
    invariant(said.kind === 'made', 'a child ends with what it made');
    await this.finish(sheet, said);
  }

  /** Stages again what a queue may have lost. A job that is still known under its id stays the one it is. */
  async restage(): Promise<void> {
    await this.transactions.run(async (tx) => {
      const making = await tx.rows<{ id: string }>(
        `SELECT id FROM sheet WHERE state = 'making' ORDER BY id LIMIT 1000`,
      );
      await stageAll(
        tx,
        making.map(({ id }) => jobOf(id)),
      );
    });
  }

  /** No more tries: a person reads the reason and asks for another sheet. */
  async fail(sheetId: string, reason: string): Promise<void> {
    await this.transactions.dataSource.manager.update(
      Sheet,
      { id: sheetId, state: 'making' },
      { state: 'failed', reason },
    );
    this.logger.error('sheet failed', { sheet: sheetId, reason });
  }

  /** Decrypts while it streams. The download is counted, and who did it written down, before the first byte leaves. */
  async openPdf(batchId: number, sheetId: string, staffId: string): Promise<PdfDownload> {
    const sheet = await this.get(batchId, sheetId);
    const key = this.keyring.batchKey(batchId);
    const file = key === undefined ? undefined : await this.openFile(sheet);
    try {
      const bytes = await this.transactions.run(async (tx) => {
        await printableBatch(tx, batchId);
        if (key === undefined) throw new Problem('batch.sealed'); // its seal is under way
        return countDownload(tx, sheet.id, staffId);
      });
      if (file === undefined || key === undefined)
        throw new Problem('sheet.not_ready', 'The file is lost: ask for another.');
      return {
        stream: Readable.from(openSealedFile(key, sheetId, file), { objectMode: false }),
        bytes,
        name: `reup-${batchNumber(batchId)}-${serialOf(sheet.firstCard)}-${serialOf(sheet.lastCard)}.pdf`,
      };
    } catch (error) {
      await file?.close();
      throw error;
    }
  }

  /** A file made while its batch was being sealed is destroyed like the others. */
  private async finish(sheet: Sheet, { bytes, sha256, done }: Extract<SheetSaid, { kind: 'made' }>): Promise<void> {
    const kept = await this.transactions.run(async (tx) => {
      const batch = await sharedBatch(tx, sheet.batchId);
      const printable = batch.state === 'minted';
      const ready = { bytes: BigInt(bytes), sha256: Buffer.from(sha256, 'hex'), done, readyAt: () => 'now()' };
      await tx.manager.update(
        Sheet,
        { id: sheet.id, state: 'making' },
        printable ? { state: 'ready', ...ready } : { state: 'destroyed' },
      );
      return printable;
    });
    if (!kept) await rm(this.pathOf(sheet), { force: true });
  }

  private async inputOf(sheet: Sheet): Promise<SheetInput> {
    const { manager } = this.transactions.dataSource;
    const batch = found(await manager.findOneBy(Batch, { id: sheet.batchId }));
    const product = found(await manager.findOneBy(Product, { id: batch.productId }));
    const spoiled = await spoiledCards(entityTx(manager), sheet.firstCard, sheet.lastCard);
    const { host } = new URL(this.config.publicUrl);
    return {
      databaseUrl: this.config.database,
      keyringDir: this.config.keyringDir,
      sheetId: sheet.id,
      path: this.pathOf(sheet),
      firstIndex: indexOf(sheet.firstCard),
      lastIndex: indexOf(sheet.lastCard),
      spoiled: spoiled.map(indexOf),
      spec: {
        batchId: batch.id,
        gtin: batch.gtin,
        productName: product.name,
        months: batch.months,
        price: formatMoney(batch.priceMinor, batch.currency),
        redeemHost: host.toUpperCase(),
        redeemUrl: host,
        helpPhone: ISSUER.helpPhone,
        helpHours: ISSUER.helpHours,
        useBy: `${batch.afterSaleMonths} months of purchase`,
        issuer: ISSUER.name,
        createdAt: (batch.mintedAt ?? batch.requestedAt).toISOString(),
        tillCode: sheet.tillCode,
      },
    };
  }

  private async openFile(sheet: Sheet): Promise<FileHandle | undefined> {
    return open(this.pathOf(sheet)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  }

  private pathOf({ id, batchId }: Sheet): string {
    return join(sheetFolder(this.config.sheetsDir, batchId), `${id}.pdf.sealed`);
  }
}

/** The batch, which no one can seal or move until the transaction ends. */
async function sharedBatch(tx: EntityTx, id: number): Promise<Batch> {
  const batch = await tx.manager.findOne(Batch, { where: { id }, lock: { mode: 'pessimistic_read' } });
  if (batch === null) throw new Problem('batch.not_found', `There is no batch ${batchNumber(id)}.`);
  return batch;
}

async function printableBatch(tx: EntityTx, id: number): Promise<Batch> {
  const batch = await sharedBatch(tx, id);
  if (isSealed(batch.state)) throw new Problem('batch.sealed');
  if (batch.state !== 'minted') throw new Problem('batch.wrong_state', `The batch is ${batch.state}.`);
  return batch;
}

function rangeOf(
  batch: Batch,
  { firstCard, lastCard }: SheetRequest,
): { readonly firstCard: bigint; readonly lastCard: bigint } {
  const whole = { firstCard: cardId(batch.id, 0), lastCard: cardId(batch.id, batch.quantity - 1) };
  const range = { firstCard: firstCard ?? whole.firstCard, lastCard: lastCard ?? whole.lastCard };
  if (range.firstCard < whole.firstCard || range.lastCard > whole.lastCard || range.firstCard > range.lastCard) {
    throw new Problem('range.invalid', `That is no range of batch ${batchNumber(batch.id)}.`);
  }
  if (range.lastCard - range.firstCard >= SHEET_CARDS_MAX) {
    throw new Problem('range.invalid', `A file holds at most ${SHEET_CARDS_MAX} cards: name a range.`);
  }
  return range;
}

async function countDownload(tx: EntityTx, id: string, staffId: string): Promise<number> {
  const sheet = found(await tx.manager.findOneBy(Sheet, { id }));
  if (sheet.state === 'failed') throw new Problem('sheet.not_ready', sheet.reason ?? 'The sheet could not be made.');
  if (sheet.state !== 'ready' || sheet.bytes === null) throw new Problem('sheet.not_ready');
  await tx.manager.increment(Sheet, { id }, 'downloads', 1);
  const detail = { sheet: id, cards: sheet.done, sha256: sheet.sha256?.toString('hex') };
  await recordAudit(tx, {
    actor: staffActor(staffId),
    action: 'sheet.download',
    subject: subjectOf(sheet.batchId),
    detail,
  });
  return Number(sheet.bytes);
}

function jobOf(sheetId: string): StagedJob<typeof SHEETS_QUEUE> {
  return { queue: SHEETS_QUEUE, name: 'make', jobId: `sheet-${sheetId}`, data: { sheetId } };
}

function found<Row>(row: Row | null): Row {
  if (row === null) throw new Problem('sheet.not_found');
  return row;
}

function indexOf(card: bigint): number {
  return Number(card % CARDS_A_BATCH);
}

function subjectOf(batchId: number): string {
  return `batch:${batchNumber(batchId)}`;
}
