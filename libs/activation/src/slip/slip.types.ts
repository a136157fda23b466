/** One amount on a slip, minor units. */
export interface SlipLine {
  readonly name: string;
  readonly amountMinor: number;
}

/** What the customer takes home beside the card. Plain JSON; texts are those of the language it is printed in. */
export interface Slip {
  readonly kind: 'sale' | 'void' | 'reversed';
  /** Counted from 1; 0: shown, not printed. */
  readonly copy: number;
  /** It was printed before: says so in large letters. */
  readonly duplicate: boolean;
  readonly retailer: string;
  readonly store: { readonly name: string; readonly address: string };
  readonly terminal: string;
  readonly clerk: string | null;
  readonly shift: string | null;
  readonly receipt: string | null;
  readonly key: string;
  /** Of the sale, in the store's own time with offset. */
  readonly at: string;
  readonly product: string;
  readonly months: number;
  readonly currency: string;
  readonly priceMinor: number;
  /** Taxes and fees by name, on top of the price. */
  readonly taxes: readonly SlipLine[];
  readonly totalMinor: number;
  readonly tenderedMinor: number | null;
  readonly changeMinor: number | null;
  /** Masked: with the receipt a found slip must not claim a card. */
  readonly serial: string;
  readonly authorization: string;
  /** How a sale that does not stand any more ended. */
  readonly ended: { readonly at: string; readonly reason: string | null } | null;
  readonly redeemUrl: string;
  readonly helpPhone: string;
  readonly steps: readonly string[];
  readonly notices: readonly string[];
}
