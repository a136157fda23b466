import type { JournalSale } from './journal.js';
import type { QueuedSale } from './sale-queue.js';

/**
 * The sales that have a slip: what nobody answered, was refused or was given back was written down too, but a slip would
 * say that it was sold. What the queue has forgotten ended well, a day ago.
 */
export function printable(
  sales: readonly JournalSale[],
  queue: readonly Pick<QueuedSale, 'key' | 'state'>[],
): readonly JournalSale[] {
  const unsold = new Set(queue.filter(({ state }) => state !== 'sold' && state !== 'stored').map(({ key }) => key));
  return sales.filter(({ key }) => !unsold.has(key));
}
