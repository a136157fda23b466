/** What goes over the wire between a till and us (design §8). Amounts are integer minor units; times are ISO 8601. */
export interface CheckAnswer {
  readonly serial: string;
  readonly productId: string;
  /** As the card bears it, `Re-Up 3 months`. */
  readonly productName?: string;
  readonly months: number;
  /** The price without taxes: what a sale is sent with. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly taxes?: readonly TaxLine[];
  /** What the customer pays: price and taxes. */
  readonly totalMinor?: number;
  readonly sellable: boolean;
  /** Why it can't be sold. */
  readonly code?: string;
  /** A rule of the till that asks the clerk something before the sale: `till.burst`. */
  readonly prompt?: string;
}

/** One tax or fee on a sale, by its name on the slip. */
export interface TaxLine {
  readonly name: string;
  readonly amountMinor: number;
}

export interface Sale {
  /** The scan as it came, or the serial. */
  readonly code: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly receipt?: string;
  /** Only where the till runs its shifts with us. */
  readonly clerk?: string;
}

/** What goes with one try of a sale and is written down nowhere. */
export interface SaleSecrets {
  /** Asked for when one receipt has more on it than a clerk may sell alone. */
  readonly supervisorCode?: string;
}

export interface SaleAnswer {
  readonly id: string;
  readonly key: string;
  readonly state: 'active';
  readonly serial: string;
  readonly months: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly taxes?: readonly TaxLine[];
  readonly totalMinor?: number;
  readonly authorization: string;
  readonly activatedAt: string;
  readonly businessDate: string;
}

export type SaleState = 'unknown' | 'active' | 'reversed' | 'voided' | 'redeemed';

/** A sale found by its key; of an unknown key there is no more than the state. */
export interface StatusAnswer extends Partial<Omit<SaleAnswer, 'key' | 'state'>> {
  readonly key: string;
  readonly state: SaleState;
}

export interface VoidRequest {
  readonly reason: string;
  /** Asked for when the clerk's own time to void is over. */
  readonly supervisorCode?: string;
}

/** A sale made while nobody answered. */
export interface StoredSale extends Sale {
  readonly key: string;
  /** By the till's clock. */
  readonly soldAt: string;
}

/** One stored sale's answer: the status it would have had alone, and its sale or its refusal's code. */
export interface StoredAnswer extends Partial<Omit<SaleAnswer, 'key' | 'state'>> {
  readonly key: string;
  readonly status: number;
  readonly state?: SaleState;
  readonly code?: string;
  readonly detail?: string;
  /** It stands, and someone must look at it: why. */
  readonly exceptions?: readonly string[];
  readonly replayed?: boolean;
}

export const STORED_LINES_MAX = 500;
