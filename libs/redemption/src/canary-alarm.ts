import { recordAudit } from '#lib/access';
import { type BatchState, batchNumber, serialOf } from '#lib/cards';
import type { Tx } from '#lib/database';
import { openExceptions } from '#lib/ledger';
import { freezeBatches } from './redemption.store.js';

/** Stands on the batch as the reason of its freeze. */
const REASON = 'The PIN of a quality sample was tried.';

/** Somebody sent the PIN of a card that was pulled at random and destroyed before it could be sold (risks §1). */
export interface CanaryTry {
  readonly card: bigint;
  readonly batchId: number;
  readonly channel: string;
  readonly batchState: BatchState;
}

/**
 * Freezes the batches, opens a case for a person and writes down why: with the try itself, or not at all. Its sender
 * gets the refusal that everybody gets. Sends the statements, and does not wait for their answers.
 */
export function raiseAlarms(tx: Tx, tries: readonly CanaryTry[]): Promise<unknown>[] {
  if (tries.length === 0) return [];
  const batchIds = [...new Set(tries.map(({ batchId }) => batchId))].sort((a, b) => a - b);
  return [
    ...freezeBatches(tx, batchIds, REASON),
    openExceptions(
      tx,
      tries.map(({ card, batchId, channel }) => ({
        code: 'CANARY_TRIED',
        cardId: card,
        detail: { batch: batchNumber(batchId), channel },
      })),
    ),
    ...tries.map(({ card, batchId, channel, batchState }) =>
      recordAudit(tx, {
        actor: 'system',
        action: batchState === 'released' ? 'batch.freeze' : 'canary.tried',
        subject: `batch:${batchNumber(batchId)}`,
        detail: { reason: REASON, serial: serialOf(card), channel, batchWas: batchState },
      }),
    ),
  ];
}
