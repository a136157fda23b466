import type { Keep } from './keep.js';

const NAME = 'sales';
const SALES_MAX = 300;

/** A sale of this till, for its slip and its void. Written down before the sale is sent. */
export interface JournalSale {
  readonly key: string;
  readonly serial: string;
  readonly receipt: string;
  readonly name: string;
  readonly totalMinor: number;
  readonly currency: string;
  readonly tenderedMinor?: number;
  /** By the till's clock, ms since 1970. */
  readonly at: number;
  /** Taken back here: its money was given back once, and never again. */
  readonly voided?: boolean;
}

/** The last sales of this till, newest last. */
export class Journal {
  private constructor(
    private readonly keep: Keep,
    private sales: readonly JournalSale[],
  ) {}

  static async open(keep: Keep): Promise<Journal> {
    return new Journal(keep, (await keep.get<JournalSale[]>(NAME)) ?? []);
  }

  async write(more: readonly JournalSale[]): Promise<void> {
    this.sales = [...this.sales, ...more].slice(-SALES_MAX);
    await this.keep.set(NAME, this.sales);
  }

  async voided(key: string): Promise<void> {
    this.sales = this.sales.map((sale) => (sale.key === key ? { ...sale, voided: true } : sale));
    await this.keep.set(NAME, this.sales);
  }

  /** The newest sale of a card: the one that may still stand. */
  ofCard(serial: string): JournalSale | undefined {
    return this.sales.findLast((sale) => sale.serial === serial);
  }

  ofKey(key: string): JournalSale | undefined {
    return this.sales.findLast((sale) => sale.key === key);
  }

  newest(count: number): readonly JournalSale[] {
    return this.sales.slice(-count).reverse();
  }
}
