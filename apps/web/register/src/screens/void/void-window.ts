import type { JournalSale } from '../../till/journal.js';
import type { QueuedSale } from '../../till/sale-queue.js';

/** So long a clerk takes a card back alone; the system decides, this only says it in time. */
const ALONE_MS = 15 * 60_000;
const SUPERVISED_MS = 24 * 3_600_000;

export interface VoidWindow {
  readonly needs: 'nobody' | 'supervisor' | 'office';
  readonly leftMs: number;
}

export function voidWindow(soldAt: number, now: number): VoidWindow {
  const ageMs = now - soldAt;
  if (ageMs <= ALONE_MS) return { needs: 'nobody', leftMs: ALONE_MS - ageMs };
  if (ageMs <= SUPERVISED_MS) return { needs: 'supervisor', leftMs: SUPERVISED_MS - ageMs };
  return { needs: 'office', leftMs: 0 };
}

/** Sales that may still be taken back at the counter, newest first: not what never became one, and none twice. */
export function voidable(
  sales: readonly JournalSale[],
  queue: readonly QueuedSale[],
  now: number,
): readonly JournalSale[] {
  const states = new Map(queue.map(({ key, state }) => [key, state]));
  return sales.filter(
    ({ key, at, voided }) =>
      voided !== true && voidWindow(at, now).needs !== 'office' && (states.get(key) ?? 'sold') === 'sold',
  );
}
