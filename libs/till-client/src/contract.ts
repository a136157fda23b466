/** What goes over the wire between a till and us (design §8). Amounts are integer minor units; times are ISO 8601. */
export interface CheckAnswer {
  readonly serial: string;
  readonly productId: string;
  readonly months: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly sellable: boolean;
  /** Why it can't be sold. */
  readonly code?: string;
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

export interface SaleAnswer {
  readonly id: string;
  readonly key: string;
  readonly state: 'active';
  readonly serial: string;
  readonly months: number;
  readonly amountMinor: number;
  readonly currency: string;
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
export interface StoredAnswer extends Partial<Omit<SaleAnswer, 'key'>> {
  readonly key: string;
  readonly status: number;
  readonly code?: string;
}

export const STORED_LINES_MAX = 500;
