import { Injectable } from '@nestjs/common';
import { recordAudit } from '#lib/access';
import { lockCards, serialOf } from '#lib/cards';
import { BulkTransactions, Transactions, type Tx, databaseNow } from '#lib/database';
import { openExceptions } from '#lib/ledger';
import type { TillWatchJob } from '#lib/queue';
import { suspendClerk } from '#lib/retail';
import { stageWebhook } from '#lib/webhooks';
import { raiseAlert } from './alert.store.js';
import { watchCards } from './card-watch.js';
import { clerkRate, clerkReverse, swapScan } from './till-rules.js';
import {
  type TriedReversal,
  countTriedReversals,
  lockClerk,
  missedLooks,
  refusedScansOf,
  reversalIsKnown,
  shiftOfSale,
  triedReversalsOf,
} from './till-watch.store.js';

/**
 * What the rules of till and clerk say after something happened. Each look reads the facts anew and has one effect,
 * however often and by however many it is done: a job may come twice.
 */
@Injectable()
export class TillWatch {
  constructor(
    private readonly transactions: Transactions,
    private readonly bulk: BulkTransactions,
  ) {}

  async look({ what, activationId, cardId }: TillWatchJob): Promise<void> {
    if (what === 'undone' && activationId !== undefined) await this.undone(activationId);
    if (what === 'refused' && cardId !== undefined) await this.refused(BigInt(cardId));
    if (what === 'pin_tried' && cardId !== undefined) await this.pinTried(BigInt(cardId));
  }

  /** Makes up for looks that a queue has lost; gives how many. */
  async sweep(signal?: AbortSignal): Promise<number> {
    const missed = await this.bulk.run(async (tx) => missedLooks(tx, await databaseNow(tx)));
    for (const job of missed) {
      if (signal?.aborted === true) break;
      await this.look(job);
    }
    return missed.length;
  }

  /** `clerk.rate`, of the shift that the undone sale belongs to. */
  private async undone(activationId: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const shift = await shiftOfSale(tx, activationId);
      if (shift === undefined || !clerkRate(shift)) return;
      const { shiftId, retailerId, storeId, ...facts } = shift;
      const subject = `shift:${shiftId}`;
      const evidence = `undone:${shift.undone}`;
      await raiseAlert(tx, { rule: 'clerk.rate', subject, evidence, retailerId, storeId, facts });
    });
  }

  /** `swap.scan`: the card's holder has paid, so nothing is refused, but a person looks before the time is given. */
  private async refused(cardId: bigint): Promise<void> {
    await this.transactions.run(async (tx) => {
      const [card] = await lockCards(tx, [cardId]);
      const scans = card === undefined ? undefined : await refusedScansOf(tx, cardId);
      if (scans === undefined || !swapScan(scans)) return;
      const { activationId, retailerId, storeId, newest, refused, terminals } = scans;
      const serial = serialOf(cardId);
      const added = await watchCards(tx, [{ cardId, reason: 'swap.scan', source: activationId }]);
      if (added > 0)
        await recordAudit(tx, {
          actor: 'system',
          action: 'card.watch',
          subject: serial,
          detail: { reason: 'swap.scan' },
        });
      const facts = { serial, refused, terminals, state: card!.state };
      const what = { subject: `card:${serial}`, evidence: newest, retailerId, storeId, facts };
      await raiseAlert(tx, { rule: 'swap.scan', ...what });
    });
  }

  /** `clerk.reverse`: of a card whose sale was reversed somebody holds the PIN, so somebody may have paid for it. */
  private async pinTried(cardId: bigint): Promise<void> {
    await this.transactions.run(async (tx) => {
      for (const reversal of await triedReversalsOf(tx, cardId)) await explain(tx, cardId, reversal);
    });
  }
}

/** Opens the case of one reversal, once ever; the second card in a while suspends the clerk. */
async function explain(tx: Tx, cardId: bigint, reversal: TriedReversal): Promise<void> {
  const { activationId, retailerId, storeId, clerkId, amountMinor, currency } = reversal;
  const clerk = clerkId === null ? undefined : await lockClerk(tx, clerkId);
  const source = `sale:${activationId}`;
  if (await reversalIsKnown(tx, source)) return;
  const { key, terminalId, shiftId, endedBy, endedAt } = reversal;
  const detail = {
    key,
    terminalId,
    shiftId,
    clerkId,
    clerk: clerk?.code ?? reversal.clerk,
    clerkName: clerk?.name ?? null,
    endedBy,
    endedAt,
  };
  const serial = serialOf(cardId);
  const money = { amountMinor: BigInt(amountMinor), currency };
  await openExceptions(tx, [{ code: 'CLERK_REVERSED', retailerId, storeId, cardId, ...money, source, detail }]);
  const told = { code: 'CLERK_REVERSED', serial, key, terminalId, clerk: detail.clerk };
  await stageWebhook(tx, { retailerId, type: 'sale.exception', data: told });
  if (clerkId === null || clerk === undefined) return;
  const cards = await countTriedReversals(tx, clerkId);
  if (clerkReverse({ cards }) !== 'suspend') return;
  if (!clerk.suspended) await suspend(tx, clerkId, clerk, retailerId, cards);
  const facts = { clerk: clerk.code, clerkName: clerk.name, cards, serial, shiftId };
  const what = { subject: `clerk:${clerkId}`, evidence: activationId, retailerId, storeId: clerk.storeId, facts };
  await raiseAlert(tx, { rule: 'clerk.reverse', ...what });
}

async function suspend(
  tx: Tx,
  clerkId: number,
  { code, storeId }: { readonly code: string; readonly storeId: number },
  retailerId: number,
  cards: number,
): Promise<void> {
  const because = `clerk.reverse: PINs of ${cards} cards were tried after their sales were reversed.`;
  await suspendClerk(tx, clerkId, because);
  await recordAudit(tx, {
    actor: 'system',
    action: 'clerk.suspend',
    subject: `clerk:${clerkId}`,
    detail: { rule: 'clerk.reverse', cards },
  });
  await stageWebhook(tx, {
    retailerId,
    type: 'clerk.suspended',
    data: { clerk: code, storeId, rule: 'clerk.reverse' },
  });
}
