import type { TaxLine } from './contract.js';
import type { CountedUnit, DrawerMove } from './till-contract.js';

/** A drawer's lines in its currency's minor units. What was expected is told after the count alone. */
export interface DrawerLines {
  readonly openingMinor: number;
  /** Prices with the taxes on top. */
  readonly cashSalesMinor: number;
  readonly refundsMinor: number;
  readonly paidInMinor: number;
  /** Paid out, or dropped into the safe. */
  readonly paidOutMinor: number;
  readonly expectedMinor: number | null;
  readonly countedMinor: number | null;
  /** Counted minus expected. */
  readonly overShortMinor: number | null;
}

export interface ReportProduct {
  readonly productId: string;
  readonly name: string;
  readonly count: number;
  readonly amountMinor: number;
}

/** A sale that was taken back in this shift. */
export interface ReportUndone {
  readonly key: string;
  /** Masked. */
  readonly serial: string;
  readonly kind: 'void' | 'reversal';
  readonly amountMinor: number;
  readonly at: string;
}

export interface ReportCards {
  readonly productId: string;
  readonly name: string;
  readonly expected: number;
  readonly counted: number;
}

/** A drawer's report. X: as it stands. Z: as it was closed, of one shift always the same. */
export interface ShiftReport {
  readonly kind: 'x' | 'z';
  readonly shiftId: string;
  /** Of this terminal, without gaps. */
  readonly zNumber: number | null;
  readonly retailer: string;
  readonly store: { readonly id: string; readonly name: string; readonly address: string };
  readonly terminal: { readonly id: string; readonly name: string };
  readonly clerk: { readonly code: string; readonly name: string };
  readonly currency: string;
  readonly openedAt: string;
  /** When it was made, in the store's own time. */
  readonly at: string;
  /** A supervisor took the till over: nothing was counted. */
  readonly takenOver: boolean;
  readonly drawer: DrawerLines;
  readonly reason: string | null;
  /** Who answered for the difference. */
  readonly supervisor: string | null;
  readonly sales: { readonly count: number; readonly amountMinor: number; readonly taxesMinor: number };
  readonly products: readonly ReportProduct[];
  readonly undone: readonly ReportUndone[];
  readonly undoneCount: number;
  readonly moves: readonly (DrawerMove & { readonly at: string })[];
  readonly counted: readonly CountedUnit[];
  readonly cards: readonly ReportCards[];
}

/** All that stands on a slip; what is a text is in the language it is printed in. */
export interface Slip {
  readonly kind: 'sale' | 'void' | 'reversed';
  /** Counted from 1; 0: shown, never printed. */
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
  /** In the store's own time, with offset. */
  readonly at: string;
  readonly product: string;
  readonly months: number;
  readonly currency: string;
  readonly priceMinor: number;
  readonly taxes: readonly TaxLine[];
  readonly totalMinor: number;
  readonly tenderedMinor: number | null;
  readonly changeMinor: number | null;
  /** Masked. */
  readonly serial: string;
  readonly authorization: string;
  /** How a sale that does not stand any more ended. */
  readonly ended: { readonly at: string; readonly reason: string | null } | null;
  readonly redeemUrl: string;
  readonly helpPhone: string;
  readonly steps: readonly string[];
  readonly notices: readonly string[];
}
