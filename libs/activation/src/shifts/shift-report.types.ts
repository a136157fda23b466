import type { DrawerMoveKind } from '#lib/retail';

/** So many coins or notes of one worth. */
export interface CountedUnit {
  readonly unitMinor: number;
  readonly count: number;
}

export interface CountedCards {
  readonly productId: string;
  readonly count: number;
}

/** The seven lines of a drawer, minor units. What was counted and what was expected are told after the count alone. */
export interface DrawerLines {
  readonly openingMinor: number;
  /** Prices with the taxes that were collected on top. */
  readonly cashSalesMinor: number;
  /** Sales that were voided at this drawer. */
  readonly refundsMinor: number;
  readonly paidInMinor: number;
  /** Paid out of the drawer, or dropped into the safe. */
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

export interface ReportUndone {
  readonly key: string;
  /** Masked: a report lies about in the shop. */
  readonly serial: string;
  readonly kind: 'void' | 'reversal';
  readonly amountMinor: number;
  readonly at: string;
}

export interface ReportMove {
  readonly kind: DrawerMoveKind;
  readonly amountMinor: number;
  readonly reason: string;
  readonly at: string;
}

/** Cards on the store's peg: what should hang there and what the clerk counted. */
export interface ReportCards {
  readonly productId: string;
  readonly name: string;
  readonly expected: number;
  readonly counted: number;
}

/** A drawer's report. X: as it stands. Z: as it was closed, kept as it was printed. Plain JSON. */
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
  /** When it was made; of a Z when the drawer was closed. In the store's own time, with offset. */
  readonly at: string;
  /** A supervisor took the till over: nothing was counted. */
  readonly takenOver: boolean;
  readonly drawer: DrawerLines;
  readonly reason: string | null;
  /** Who answered for the difference. */
  readonly supervisor: string | null;
  readonly sales: { readonly count: number; readonly amountMinor: number; readonly taxesMinor: number };
  readonly products: readonly ReportProduct[];
  /** The newest of them; `undoneCount` counts all. */
  readonly undone: readonly ReportUndone[];
  readonly undoneCount: number;
  readonly moves: readonly ReportMove[];
  readonly counted: readonly CountedUnit[];
  readonly cards: readonly ReportCards[];
}
