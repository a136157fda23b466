/** A till's life over the wire: enrolment and keys, clerks, shifts, slips. Amounts are integer minor units. */

/** Sent by a till that nobody knows yet, so unsigned: the code proves that the office wants it. */
export interface EnrolRequest {
  /** `XXXX-XXXX`, as the office shows it; good once, for ten minutes. */
  readonly code: string;
  /** JWK or PEM (SPKI) of the key that the till has made. */
  readonly publicKey: PublicKey;
  /** What the till would like its key to be called: then it knows the name even when the answer is lost. */
  readonly keyId?: string;
}

export type PublicKey = string | Readonly<Record<string, unknown>>;

export interface EnrolAnswer {
  readonly terminalId: string;
  readonly keyId: string;
  readonly name: string;
  readonly store: { readonly id: string; readonly name: string };
  readonly retailer: string;
}

/** What a till must know to work a day: asked at its start and kept for hours without a line. */
export interface TerminalAnswer {
  readonly id: string;
  readonly name: string;
  readonly store: {
    readonly id: string;
    readonly name: string;
    readonly address: string;
    readonly zone: string;
    readonly helpPhone: string;
  };
  readonly retailer: { readonly name: string; readonly currency: string; readonly receiving: 'strict' | 'lenient' };
  readonly clerks: readonly ClerkTile[];
  /** How much it may sell without a line. */
  readonly offline: OfflineFloor;
  readonly shift: ShiftAnswer | null;
  /** The server's clock. */
  readonly now: string;
}

export interface ClerkTile {
  readonly code: string;
  readonly name: string;
  readonly supervisor: boolean;
  readonly suspended: boolean;
}

export interface OfflineFloor {
  readonly cards: number;
  readonly hours: number;
  readonly amountMinor: number;
}

export interface SignInAnswer {
  readonly clerk: string;
  readonly name: string;
  readonly supervisor: boolean;
}

/** A drawer that is open. */
export interface ShiftAnswer {
  readonly id: string;
  readonly clerk: string;
  readonly clerkName: string;
  readonly openedAt: string;
  readonly floatMinor: number;
}

/** The till's drawer, and what it has sold so far, taxes included. */
export interface CurrentShiftAnswer {
  readonly shift: ShiftAnswer | null;
  readonly salesCount: number;
  readonly salesMinor: number;
}

export interface OpenShiftRequest {
  readonly clerk: string;
  /** The clerk's sign-in code. */
  readonly code?: string;
  readonly floatMinor: number;
  /** Takes over a drawer that another clerk left open. */
  readonly supervisorCode?: string;
}

export interface DrawerMove {
  readonly kind: 'pay_in' | 'pay_out' | 'drop';
  readonly amountMinor: number;
  readonly reason: string;
}

export interface DrawerMoveAnswer extends DrawerMove {
  readonly id: string;
  readonly at: string;
}

export interface CountedUnit {
  /** What one coin or note is worth. */
  readonly unitMinor: number;
  readonly count: number;
}

export interface CloseShiftRequest {
  /** The blind count; none: an empty drawer. */
  readonly counted: readonly CountedUnit[];
  /** Cards on the peg. */
  readonly cards?: readonly { readonly productId: string; readonly count: number }[];
  /** Asked for when the drawer differs. */
  readonly reason?: string;
  readonly supervisorCode?: string;
  /** The shift that is meant: a repeat whose answer was lost then never closes the next one. */
  readonly shiftId?: string;
}
