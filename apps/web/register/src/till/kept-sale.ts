import { type Sale, newSale } from '../sell/sale.js';
import type { Keep } from './keep.js';
import { receiptAfter } from './receipts.js';

const NAME = 'register-sale';

interface Kept {
  readonly sale: Sale;
  /** Counts up with every change: of two copies the one with more steps is the newer. */
  readonly step: number;
}

/**
 * What lies on the counter, kept twice. The copy in `localStorage` is there before the next key and survives a reload,
 * but a browser may write it to disk minutes later; the copy in the database survives a crash.
 */
export class KeptSale {
  private onDisk: Promise<void> = Promise.resolve();

  private constructor(
    private readonly keep: Keep,
    private kept: Kept,
  ) {}

  static async open(keep: Keep): Promise<KeptSale> {
    const copies = [atHand(), await keep.get<Kept>(NAME)].filter(isKept);
    const [newest] = copies.sort((a, b) => b.step - a.step);
    return new KeptSale(keep, newest ?? { sale: newSale(receiptAfter(undefined)), step: 0 });
  }

  get sale(): Sale {
    return this.kept.sale;
  }

  write(sale: Sale): void {
    const { notice: _, ...rest } = sale;
    this.kept = { sale: rest, step: this.kept.step + 1 };
    localStorage.setItem(NAME, JSON.stringify(this.kept));
    this.onDisk = this.keep.set(NAME, this.kept);
    // Without room on the disk the first copy must do; who sells asks `written`.
    void this.onDisk.catch(() => undefined);
  }

  /** The last change is on the disk. */
  written(): Promise<void> {
    return this.onDisk;
  }
}

function atHand(): unknown {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? 'null');
  } catch {
    // Cut in the middle by a crash of the machine.
    return undefined;
  }
}

function isKept(found: unknown): found is Kept {
  const { sale, step } = (found ?? {}) as Partial<Kept>;
  return typeof step === 'number' && Array.isArray(sale?.lines);
}
