import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { recordAudit, staffActor } from '#lib/access';
import {
  Batch,
  CARDS_A_BATCH,
  type CardRange,
  Product,
  batchNumber,
  cardId,
  isSealed,
  serialOf,
  sheetFolder,
} from '#lib/cards';
import { type EntityTx, Transactions, entityTx } from '#lib/database';
import { Problem, invariant, newId } from '#lib/kernel';
import { SHEETS_QUEUE, type StagedJob, runChild, stageAll } from '#lib/queue';
import { Config, Keyring } from '#lib/runtime';
import { In } from 'typeorm';
import { openSealedFile } from './sealed-file.js';
import type { SheetInput, SheetSaid } from './sheet-child.js';
import { type SheetPart, partsOf } from './sheet-parts.js';
import { Sheet } from './sheet.entity.js';
import { noteDone, spoiledCards } from './sheet.store.js';
import { batchSpec } from './templates/print-spec.js';
import { type ProvenTemplate, ProofService } from './templates/proof.service.js';

const CHILD = 'libs/card-stock/src/sheet-child.js';
const NOTE_EVERY_MS = 250;
const AT_PRINT_HOUSE = 'Its cards leave encrypted to the print house’s key: make a bundle.';

export interface SheetRequest {
  readonly batchId: number;
  readonly staffId: string;
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
    private readonly proofs: ProofService,
  ) {}

  /**
   * Asks for the cards as files in their order: one, or several of a large batch. Making each is a job.
   * @throws Problem `batch.at_print_house`, `proof.not_approved`, `range.invalid` …
   */
  async request(tx: EntityTx, request: SheetRequest): Promise<readonly [Sheet, ...Sheet[]]> {
    const { batchId, staffId } = request;
    const batch = await printableBatch(tx, batchId);
    if (batch.houseKeyId !== null) throw new Problem('batch.at_print_house', AT_PRINT_HOUSE);
    const range = rangeOf(batch, request);
    const template = await this.proofs.provenTemplate(tx, batch);
    const sheets = partsOf(range, template.spec.layout).map((part) => newSheet(part, { batchId, staffId, template }));
    const ids = sheets.map(({ id }) => id);
    await tx.manager.insert(Sheet, sheets);
    await stageAll(tx, ids.map(jobOf));
    await recordAudit(tx, {
      actor: staffActor(staffId),
      action: 'sheet.request',
      subject: subjectOf(batchId),
      detail: {
        sheet: ids[0],
        files: ids.length,
        first: serialOf(range.firstCard),
        last: serialOf(range.lastCard),
        template: String(template.id),
      },
    });
    const made = await tx.manager.find(Sheet, { where: { id: In(ids) }, order: { part: 'ASC' } });
    return made as [Sheet, ...Sheet[]];
  }

  async get(batchId: number, sheetId: string): Promise<Sheet> {
    return found(await this.transactions.dataSource.manager.findOneBy(Sheet, { id: sheetId, batchId }));
  }

  /** Whether what is asked for can be printed at all, told before a long work begins: takes a moment the first time. */
  async requireSameProof(batchId: number): Promise<void> {
    const batch = await this.transactions.dataSource.manager.findOneBy(Batch, { id: batchId });
    if (batch?.state === 'minted') await this.proofs.requireSame(batch);
  }

  /** Oldest first; a batch has a handful. */
  async ofBatch(batchId: number): Promise<Sheet[]> {
    return this.transactions.dataSource.manager.find(Sheet, {
      where: { batchId },
      order: { requestedAt: 'ASC', part: 'ASC', id: 'ASC' },
      take: 1_000,
    });
  }

  /** Makes the file in a child process. Repeating it is fine; an aborted signal ends it, and the next run makes it again. */
  async make(sheetId: string, signal: AbortSignal): Promise<void> {
    const { manager } = this.transactions.dataSource;
    const sheet = found(await manager.findOneBy(Sheet, { id: sheetId }));
    if (sheet.state !== 'making') return;
    const input = await this.inputOf(sheet).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'proof.not_approved') return error;
      throw error;
    });
    if (input instanceof Problem) return this.fail(sheetId, `${input.code}: ${input.message}`);
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
    const template = await this.proofs.provenTemplate(entityTx(manager), sheet);
    const spoiled = await spoiledCards(entityTx(manager), sheet.firstCard, sheet.lastCard);
    return {
      databaseUrl: this.config.database,
      keyringDir: this.config.keyringDir,
      sheetId: sheet.id,
      path: this.pathOf(sheet),
      firstIndex: indexOf(sheet.firstCard),
      lastIndex: indexOf(sheet.lastCard),
      spoiled: spoiled.map(indexOf),
      spec: {
        ...batchSpec(batch, product.name, template.spec, this.config.publicUrl),
        ...(sheet.numbering === null ? {} : { numbering: sheet.numbering }),
      },
      proof: template.proof,
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

function rangeOf(batch: Batch, { firstCard, lastCard }: SheetRequest): CardRange {
  const whole = { firstCard: cardId(batch.id, 0), lastCard: cardId(batch.id, batch.quantity - 1) };
  const range = { firstCard: firstCard ?? whole.firstCard, lastCard: lastCard ?? whole.lastCard };
  if (range.firstCard < whole.firstCard || range.lastCard > whole.lastCard || range.firstCard > range.lastCard) {
    throw new Problem('range.invalid', `That is no range of batch ${batchNumber(batch.id)}.`);
  }
  return range;
}

function newSheet(
  part: SheetPart,
  { batchId, staffId, template }: { batchId: number; staffId: string; template: ProvenTemplate },
): Partial<Sheet> & { readonly id: string } {
  const { id: templateId, spec } = template;
  return { id: newId(), batchId, state: 'making', ...part, templateId, tillCode: spec.tillCode, requestedBy: staffId };
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
