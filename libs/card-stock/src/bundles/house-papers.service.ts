import { Injectable } from '@nestjs/common';
import { recordAudit, staffActor } from '#lib/access';
import { type CardRange, batchNumber, cardsIn } from '#lib/cards';
import { BulkTransactions, type Tx } from '#lib/database';
import { Problem, newId } from '#lib/kernel';
import { post, spoilPostings } from '#lib/ledger';
import type { BundleCertificate, BundleReceipt, Signed } from './bundle-papers.js';
import {
  type LockedBatch,
  type LockedBundle,
  countPrinted,
  countSpoiled,
  keepCanaries,
  keepCertificate,
  keepReceipt,
  lockBatchAndBundle,
  printedCardAt,
  spoilRanges,
  today,
  wasSpoiledBefore,
} from './bundle.store.js';
import { signingKeyObject } from './house-key.js';
import { drawCanaries } from './pulled-canaries.js';
import { type PaperKind, isPaperSigned } from './signed-paper.js';
import { readSpoilage } from './spoilage-list.js';

/** A paper of the house, as somebody of ours entered it. */
export interface Entered<Paper> {
  readonly batchId: number;
  readonly bundleId: string;
  readonly staffId: string;
  readonly paper: Paper;
}

export interface Spoilage {
  /** Serials, or ranges of them: `first..last`. */
  readonly serials: readonly string[];
  readonly reason: string;
}

/** What the print house sends back: that it has the cards, which ones it ruined, and that it kept nothing. */
@Injectable()
export class HousePapersService {
  constructor(private readonly bulk: BulkTransactions) {}

  /** Counts and digest must be the bundle's, and the signature the house's. */
  async receive({ batchId, bundleId, staffId, paper }: Entered<Signed<BundleReceipt>>): Promise<void> {
    await this.bulk.run(async (tx) => {
      const { bundle } = await lockBatchAndBundle(tx, batchId, bundleId);
      requireLeft(bundle);
      if (bundle.receipt !== null) throw new Problem('bundle.wrong_state', 'The bundle has its receipt.');
      const { signature, ...receipt } = paper;
      checkSigned('bundle-receipt', receipt, signature, bundle, 'receipt.invalid');
      if (receipt.bundle !== bundleId) throw new Problem('receipt.invalid', 'It is the receipt of another bundle.');
      if (receipt.cards !== bundle.cards) {
        throw new Problem('receipt.invalid', `It counts ${receipt.cards} cards, the bundle has ${bundle.cards}.`);
      }
      if (receipt.sha256 !== bundle.sha256?.toString('hex')) {
        throw new Problem('receipt.invalid', 'Its digest is of another file than the bundle.');
      }
      await keepReceipt(tx, bundleId, paper);
      await audit(tx, 'bundle.receipt', { batchId, bundleId, staffId }, { cards: receipt.cards });
    });
  }

  /** Cards that the house ruined: the whole list or nothing of it. Gives how many. */
  async spoil({ batchId, bundleId, staffId, paper }: Entered<Spoilage>): Promise<number> {
    return this.bulk.run(async (tx) => {
      const { batch, bundle } = await lockBatchAndBundle(tx, batchId, bundleId);
      requireLeft(bundle);
      if (bundle.certificate !== null) throw new Problem('bundle.wrong_state', 'The house has certified its count.');
      const ranges = readSpoilage(paper.serials, batchId, batch.quantity);
      if (bundle.readyAt !== null && (await wasSpoiledBefore(tx, ranges, bundle.readyAt))) {
        throw new Problem('spoilage.foreign', 'Some of these cards were spoiled before: the house never had them.');
      }
      const why = { reason: paper.reason, bundle: bundleId };
      const cards = await this.spoilAll(tx, batch, ranges, staffId, why);
      await countSpoiled(tx, bundleId, cards);
      await audit(tx, 'bundle.spoilage', { batchId, bundleId, staffId }, { cards, reason: paper.reason });
      return cards;
    });
  }

  /** Closes the house's account, and pulls the canaries: gives their cards, to be taken out of the stock and destroyed. */
  async certify({ batchId, bundleId, staffId, paper }: Entered<Signed<BundleCertificate>>): Promise<bigint[]> {
    return this.bulk.run(async (tx) => {
      const { batch, bundle } = await lockBatchAndBundle(tx, batchId, bundleId);
      requireLeft(bundle);
      if (bundle.receipt === null) throw new Problem('bundle.wrong_state', 'Enter the receipt of the house first.');
      if (bundle.certificate !== null) throw new Problem('bundle.wrong_state', 'The bundle has its certificate.');
      const { signature, ...certificate } = paper;
      checkSigned('bundle-certificate', certificate, signature, bundle, 'certificate.invalid');
      checkAccount(certificate, batchId, bundle);
      await keepCertificate(tx, batchId, paper);
      const canaries = await this.pullCanaries(tx, batch, staffId);
      const { printed, spoiled, who, when, how, witness } = certificate;
      const detail = { printed, spoiled, who, when, how, witness, canaries: canaries.length };
      await audit(tx, 'bundle.certificate', { batchId, bundleId, staffId }, detail);
      return canaries;
    });
  }

  /** Chosen only now, so that nobody at the press can have known which. */
  private async pullCanaries(tx: Tx, batch: LockedBatch, staffId: string): Promise<bigint[]> {
    const canaries: bigint[] = [];
    for (const n of drawCanaries(await countPrinted(tx, batch))) canaries.push(await printedCardAt(tx, batch, n));
    if (canaries.length === 0) return [];
    const ranges = canaries.map((card) => ({ firstCard: card, lastCard: card }));
    await this.spoilAll(tx, batch, ranges, staffId, { reason: 'Quality sample.' });
    await keepCanaries(tx, batch.id, canaries, staffId);
    return canaries;
  }

  private async spoilAll(
    tx: Tx,
    { id: batchId, months }: LockedBatch,
    ranges: readonly CardRange[],
    staffId: string,
    detail: Readonly<Record<string, unknown>>,
  ): Promise<number> {
    const source = newId();
    if (!(await spoilRanges(tx, ranges, { actor: staffActor(staffId), source, detail }))) {
      throw new Problem('card.wrong_state', 'Some of these cards are not in the warehouse, or were spoiled before.');
    }
    const cards = ranges.reduce((sum, range) => sum + cardsIn(range), 0);
    await post(tx, spoilPostings({ source, batchId, months, cards, businessDate: await today(tx) }));
    return cards;
  }
}

function requireLeft({ state }: LockedBundle): void {
  if (state !== 'downloaded') throw new Problem('bundle.wrong_state', `The bundle is ${state}: no house has it.`);
}

function checkSigned(
  kind: PaperKind,
  paper: object,
  signature: string,
  { signingKey }: LockedBundle,
  code: 'receipt.invalid' | 'certificate.invalid',
): void {
  if (isPaperSigned(kind, paper, signature, signingKeyObject(signingKey))) return;
  throw new Problem(code, 'It is not signed with the key of the house that the bundle is for, or was changed since.');
}

/** Every card that left is accounted for: good, or named as ruined. */
function checkAccount(
  { bundle: id, batch, printed, spoiled }: BundleCertificate,
  batchId: number,
  bundle: LockedBundle,
): void {
  const invalid = (why: string): Problem => new Problem('certificate.invalid', why);
  if (id !== bundle.id || batch !== batchNumber(batchId)) throw invalid('It is the certificate of another bundle.');
  if (spoiled !== bundle.spoiled) {
    throw invalid(`It says ${spoiled} were ruined, the lists of the house name ${bundle.spoiled}: enter them first.`);
  }
  if (printed + spoiled !== bundle.cards) {
    throw invalid(`${printed} good and ${spoiled} ruined cards are not the ${bundle.cards} of the bundle.`);
  }
}

async function audit(
  tx: Tx,
  action: string,
  { batchId, bundleId, staffId }: Omit<Entered<never>, 'paper'>,
  detail: object,
): Promise<void> {
  const subject = `batch:${batchNumber(batchId)}`;
  await recordAudit(tx, { actor: staffActor(staffId), action, subject, detail: { bundle: bundleId, ...detail } });
}
