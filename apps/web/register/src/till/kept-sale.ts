import { type Sale, newSale } from '../sell/sale.js';
import { nextReceipt } from './receipts.js';

const NAME = 'register-sale';

/** What lies on the counter, kept over a reload, a lock and a crash. Synchronous: it is there before the next key. */
export function keepSale(sale: Sale): void {
  const { notice: _, ...kept } = sale;
  localStorage.setItem(NAME, JSON.stringify(kept));
}

export function keptSale(): Sale {
  try {
    const found = JSON.parse(localStorage.getItem(NAME) ?? 'null') as Sale | null;
    if (found !== null && Array.isArray(found.lines)) return found;
  } catch {
    // Cut in the middle by a crash of the machine: the queue still knows every sale that was paid.
  }
  return newSale(nextReceipt());
}
