import type { PaceOf } from './activation.store.js';
import type { Pace, Sale, SellCard } from './activation.types.js';

/** How fast the tills of a group have sold, and what stands on each of their receipts: each sale of it counts for the next. */
export class TillPaces {
  private readonly sales = new Map<number, number>();
  private readonly receipts = new Map<string, bigint>();

  constructor(read: readonly (PaceOf & Pace)[]) {
    for (const { terminalId, receipt, sales10min, receiptMinor } of read) {
      this.sales.set(terminalId, sales10min);
      if (receipt !== null) this.receipts.set(nameOf(terminalId, receipt), receiptMinor);
    }
  }

  /** `undefined`: nobody asks how fast this one sells. */
  of({ till: { terminalId }, receipt }: Pick<SellCard, 'till' | 'receipt'>): Pace | undefined {
    const sales10min = this.sales.get(terminalId);
    if (sales10min === undefined) return undefined;
    const receiptMinor = receipt === undefined ? 0n : (this.receipts.get(nameOf(terminalId, receipt)) ?? 0n);
    return { sales10min, receiptMinor };
  }

  count({ terminalId, receipt, amountMinor, stored }: Sale): void {
    const sales10min = this.sales.get(terminalId);
    if (sales10min === undefined || stored) return;
    this.sales.set(terminalId, sales10min + 1);
    if (receipt === null) return;
    const name = nameOf(terminalId, receipt);
    this.receipts.set(name, (this.receipts.get(name) ?? 0n) + amountMinor);
  }
}

export function nameOf(terminalId: number, receipt: string | null): string {
  return `${terminalId} ${receipt ?? ''}`;
}
