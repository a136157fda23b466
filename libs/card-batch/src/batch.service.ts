import { Injectable } from '@nestjs/common';
import { PolicyService, askApproval, decideApproval, recordAudit, staffActor } from '#lib/access';
import { Batch, Product, batchNumber, batchOfCard, cardsIn, inOneBatch } from '#lib/cards';
import { BulkTransactions, type EntityTx, Transactions } from '#lib/database';
import { Problem, addMonths, newId } from '#lib/kernel';
import { post, spoilPostings } from '#lib/ledger';
import { MINT_QUEUE, OutboxWake, stage } from '#lib/queue';
import { Keyring } from '#lib/runtime';
import {
  MINT,
  SPOIL_CARDS_MAX,
  UNFREEZE,
  approvalDetail,
  batchSubject,
  chunkSizeOf,
  mayHaveSpoiledCards,
  nextBatchState,
  refuseOpenCards,
  refuseReleaser,
  refuseUnusable,
  requestHash,
} from './batch.policy.js';
import {
  isQuestionOpen,
  lockBatch,
  moveBatch,
  nextBatchNumber,
  productName,
  readBatch,
  spoilRange,
  today,
  wasCanaryTried,
} from './batch.store.js';
import { type Bindings, defaultTemplateId, readBindings } from './bindings.store.js';
import { countCards, equationOf } from './equation.js';
import { generatorOf } from './generator.js';

export interface BatchRequest {
  readonly productId: number;
  readonly quantity: number;
  readonly staffId: string;
  /** The print template; left out: the usual one. */
  readonly templateId?: number;
  /** The print house's key; left out: printed in-house. */
  readonly houseKeyId?: number;
}

/** A vote on lifting a freeze. */
export interface UnfreezeDecision {
  readonly batchId: number;
  readonly staffId: string;
  readonly decision: 'approved' | 'rejected';
  readonly reason?: string;
}

/** Which printed cards were ruined, and why. */
export interface Spoil {
  readonly firstCard: bigint;
  readonly lastCard: bigint;
  readonly reason: string;
}

/** What people decide about a batch: one minting of cards of one product (design §3). */
@Injectable()
export class BatchService {
  constructor(
    private readonly transactions: Transactions,
    private readonly bulk: BulkTransactions,
    private readonly keyring: Keyring,
    private readonly wake: OutboxWake,
    private readonly policies: PolicyService,
  ) {}

  /** Freezes the product's facts, the look and how the numbers are made, and asks another person to approve the mint. */
  async request(tx: EntityTx, { productId, quantity, staffId, ...wanted }: BatchRequest): Promise<Batch> {
    const product = await tx.manager.findOneBy(Product, { id: productId });
    if (product === null) throw new Problem('product.not_found', `There is no product ${productId}.`);
    const { months, priceMinor, currency, gtin, plan, afterSaleMonths } = product;
    const templateId = wanted.templateId ?? (await defaultTemplateId(tx));
    const houseKeyId = wanted.houseKeyId ?? null;
    const bindings = await readBindings(tx, { templateId, houseKeyId });
    refuseUnusable(bindings);
    const id = await nextBatchNumber(tx);
    const making = { chunkSize: chunkSizeOf(quantity), pepperId: this.keyring.newestPepperId };
    await tx.manager.insert(Batch, {
      id,
      productId,
      quantity,
      months,
      priceMinor,
      currency,
      gtin,
      plan,
      afterSaleMonths,
      state: 'requested',
      sellBy: addMonths(await today(tx), product.shelfMonths),
      ...making,
      generator: generatorOf(making),
      templateId,
      houseKeyId,
      requestedBy: staffId,
    });
    const batch = await readBatch(tx, id);
    await this.askForMint(tx, batch, bindings, staffId);
    await this.audit(tx, staffId, 'batch.request', batch, { productId, quantity, templateId, houseKeyId });
    return batch;
  }

  /** Asks again for a request that nobody answered in time. One that still waits stays the question it is. */
  async ask(batchId: number, staffId: string): Promise<Batch> {
    return this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      nextBatchState(batch.state, 'approve');
      if (await isQuestionOpen(tx, MINT, batchSubject(batchId))) return batch;
      const bindings = await readBindings(tx, batch);
      refuseUnusable(bindings);
      await this.askForMint(tx, batch, bindings, staffId);
      await this.audit(tx, staffId, 'batch.ask', batch);
      return batch;
    });
  }

  /** Another person's yes: the mint is a job from here on. */
  async approve(batchId: number, staffId: string): Promise<Batch> {
    const approved = await this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      const moved = await moveBatch(tx, batch, 'approve', { approvedBy: staffId }, async () => {
        // Whoever asked again is not always who requested.
        if (batch.requestedBy === staffId) throw new Problem('approval.same_person');
        const bindings = await readBindings(tx, batch);
        refuseUnusable(bindings);
        await decideApproval(tx, { ...approvalOf(MINT, batch, bindings), decidedBy: staffId, decision: 'approved' });
      });
      await stage(tx, { queue: MINT_QUEUE, name: 'mint', jobId: `mint-${batchId}`, data: { batchId } });
      await this.audit(tx, staffId, 'batch.approve', batch);
      return moved;
    });
    this.wake.now();
    return approved;
  }

  async reject(batchId: number, staffId: string, reason: string): Promise<Batch> {
    return this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      const moved = await moveBatch(tx, batch, 'reject', { reason }, async () => {
        const asked = approvalOf(MINT, batch, await readBindings(tx, batch));
        await decideApproval(tx, { ...asked, decidedBy: staffId, decision: 'rejected', reason });
      });
      await this.audit(tx, staffId, 'batch.reject', batch, { reason });
      return moved;
    });
  }

  /** Before the mint nothing has happened yet; during it the cards made so far are spoiled and the key is destroyed. */
  async cancel(batchId: number, staffId: string, reason: string): Promise<Batch> {
    const cancelled = await this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      const moved = await moveBatch(tx, batch, 'cancel', { reason });
      if (batch.state !== 'requested') {
        await stage(tx, { queue: MINT_QUEUE, name: 'discard', jobId: `discard-${batchId}`, data: { batchId } });
      }
      await this.audit(tx, staffId, 'batch.cancel', batch, { reason, minted: batch.minted });
      return moved;
    });
    this.wake.now();
    return cancelled;
  }

  /** Goes on with a mint that paused, once its reason is gone. */
  async resume(batchId: number, staffId: string): Promise<Batch> {
    const resumed = await this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      const moved = await moveBatch(tx, batch, 'resume', { reason: null });
      // A job of an earlier try may still be known under its id.
      await stage(tx, { queue: MINT_QUEUE, name: 'mint', jobId: `mint-${batchId}-${newId()}`, data: { batchId } });
      await this.audit(tx, staffId, 'batch.resume', batch, { paused: batch.reason, minted: batch.minted });
      return moved;
    });
    this.wake.now();
    return resumed;
  }

  /** Puts a sealed batch on sale: never by who requested it, nor by who approved it where three people are the rule. */
  async release(batchId: number, staffId: string): Promise<Batch> {
    return this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      const moved = await moveBatch(tx, batch, 'release', { releasedBy: staffId }, async () =>
        refuseReleaser(batch, staffId, await this.policies.get(tx, 'release.three_people')),
      );
      await this.audit(tx, staffId, 'batch.release', batch);
      return (await wasCanaryTried(tx, batchId)) ? this.freezeAtOnce(tx, moved) : moved;
    });
  }

  /** Somebody at the press has read its PINs before it was on sale: two people must look at it first. */
  private async freezeAtOnce(tx: EntityTx, batch: Batch): Promise<Batch> {
    const reason = 'The PIN of a quality sample was tried before the release.';
    const frozen = await moveBatch(tx, batch, 'freeze', { reason });
    const detail = { reason };
    await recordAudit(tx, { actor: 'system', action: 'batch.freeze', subject: batchSubject(batch.id), detail });
    return frozen;
  }

  /** Stops every sale of the batch's cards at once; redemptions are held. */
  async freeze(batchId: number, staffId: string, reason: string): Promise<Batch> {
    return this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      const moved = await moveBatch(tx, batch, 'freeze', { reason });
      await this.audit(tx, staffId, 'batch.freeze', batch, { reason });
      return moved;
    });
  }

  /** The first person asks and nothing changes; the second one's call lifts the freeze. */
  async unfreeze(batchId: number, staffId: string): Promise<Batch> {
    return this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      if (batch.state !== 'frozen' || (await isQuestionOpen(tx, UNFREEZE, batchSubject(batchId)))) {
        return this.lift(tx, batch, staffId);
      }
      const asked = approvalOf(UNFREEZE, batch, await readBindings(tx, batch));
      const detail = { batch: batchNumber(batchId), product: await productName(tx, batch), frozenFor: batch.reason };
      await askApproval(tx, { ...asked, requestedBy: staffId, detail });
      await this.audit(tx, staffId, 'batch.unfreeze_asked', batch);
      return batch;
    });
  }

  /** Another person's answer to whoever asked to lift the freeze. */
  async decideUnfreeze({ batchId, staffId, decision, reason }: UnfreezeDecision): Promise<Batch> {
    return this.transactions.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      if (decision === 'approved') return this.lift(tx, batch, staffId);
      nextBatchState(batch.state, 'unfreeze');
      const asked = approvalOf(UNFREEZE, batch, await readBindings(tx, batch));
      const why = reason === undefined ? {} : { reason };
      await decideApproval(tx, { ...asked, decidedBy: staffId, decision, ...why });
      await this.audit(tx, staffId, 'batch.unfreeze_rejected', batch, why);
      return batch;
    });
  }

  /** Cards that printing or handling ruined: they are counted and never sold. All of the range, or none. */
  async spoil(batchId: number, staffId: string, { firstCard, lastCard, reason }: Spoil): Promise<Batch> {
    const range = { firstCard, lastCard };
    if (!inOneBatch(range) || batchOfCard(firstCard) !== batchId) {
      throw new Problem('range.invalid', `That is no range of batch ${batchNumber(batchId)}.`);
    }
    const cards = cardsIn(range);
    if (cards > SPOIL_CARDS_MAX) throw new Problem('range.invalid', `At most ${SPOIL_CARDS_MAX} cards at once.`);
    return this.bulk.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      if (!mayHaveSpoiledCards(batch.state)) throw new Problem('batch.wrong_state', `The batch is ${batch.state}.`);
      const source = newId();
      if ((await spoilRange(tx, { ...range, actor: staffActor(staffId), source, detail: { reason } })) !== cards) {
        throw new Problem('card.wrong_state', 'Some of these cards are not in the warehouse.');
      }
      const businessDate = await today(tx);
      await post(tx, spoilPostings({ source, batchId, months: batch.months, cards, businessDate }));
      await this.audit(tx, staffId, 'batch.spoil', batch, { cards, reason, source });
      return batch;
    });
  }

  /** When every card has come to its end and the equation closes, the batch has come to its end too. */
  async close(batchId: number, staffId: string): Promise<Batch> {
    return this.bulk.run(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      const moved = await moveBatch(tx, batch, 'close', {}, async () =>
        refuseOpenCards(equationOf(await countCards(tx, batchId))),
      );
      await this.audit(tx, staffId, 'batch.close', batch);
      return moved;
    });
  }

  private async lift(tx: EntityTx, batch: Batch, staffId: string): Promise<Batch> {
    const moved = await moveBatch(tx, batch, 'unfreeze', { reason: null }, async () => {
      const asked = approvalOf(UNFREEZE, batch, await readBindings(tx, batch));
      await decideApproval(tx, { ...asked, decidedBy: staffId, decision: 'approved' });
    });
    await this.audit(tx, staffId, 'batch.unfreeze', batch);
    return moved;
  }

  private async askForMint(tx: EntityTx, batch: Batch, bindings: Bindings, staffId: string): Promise<void> {
    const detail = approvalDetail(batch, await productName(tx, batch), bindings);
    await askApproval(tx, { ...approvalOf(MINT, batch, bindings), requestedBy: staffId, detail });
  }

  private async audit(
    tx: EntityTx,
    staffId: string,
    action: string,
    batch: Batch,
    detail?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const subject = batchSubject(batch.id);
    await recordAudit(tx, { actor: staffActor(staffId), action, subject, ...(detail === undefined ? {} : { detail }) });
  }
}

function approvalOf(
  kind: string,
  batch: Batch,
  bindings: Bindings,
): { readonly kind: string; readonly subject: string; readonly requestHash: Buffer } {
  return { kind, subject: batchSubject(batch.id), requestHash: requestHash(batch, bindings) };
}
