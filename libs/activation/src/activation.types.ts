import type { CardFacts } from '#lib/cards';
import type { LocalDate, ProblemCode } from '#lib/kernel';
import type { ExceptionCode, SaleEnd } from '#lib/ledger';
import type { TaxLine, TaxRule } from '#lib/retail';
import type { ActivationState } from './activation.entity.js';

/** The till that speaks, with what its store and retailer decide. */
export interface Till {
  readonly terminalId: number;
  readonly storeId: number;
  readonly retailerId: number;
  /** IANA zone of the store. */
  readonly zone: string;
  /** Minutes after midnight at which the store's business day begins. */
  readonly cutOffMinutes: number;
  /** Basis points of the price. */
  readonly commissionBp: number;
  /** Whether a card that nobody marked as received is refused or received by its sale. */
  readonly receiving: 'strict' | 'lenient';
  /** Whether the retailer gives its commission back when a sale is undone. */
  readonly clawBack: boolean;
  /** ISO 4217; what the retailer's credit is agreed in. */
  readonly currency: string;
  /** Whether there is a limit to what the retailer may owe. */
  readonly creditLimited: boolean;
  /** A machine host: many sales in minutes are no alarm (`till.burst`). */
  readonly sellsInBursts: boolean;
  /** A retailer that only plays. */
  readonly sandbox: boolean;
}

export interface SellCard {
  readonly kind: 'sell';
  readonly till: Till;
  /** The terminal's own name for this sale: the same key is the same sale, however often it is sent. */
  readonly key: string;
  readonly cardId: bigint;
  /** GTIN-14, where the scanned code bore one. */
  readonly gtin?: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly receipt?: string;
  /** The clerk's code; sent = the sale belongs to that clerk's open shift. */
  readonly clerk?: string;
  /** When the till says it was sold, for sales sent later. */
  readonly soldAt?: Date;
  /** Sold while nobody answered: the cash is in the drawer, so it is recorded whatever the card's state. */
  readonly stored?: boolean;
  /** The supervisor whose code was right, if one was given. */
  readonly supervisor?: string;
}

export interface ReverseSale {
  readonly kind: 'reverse';
  readonly till: Till;
  readonly key: string;
}

export interface VoidSale {
  readonly kind: 'void';
  readonly till: Till;
  readonly key: string;
  readonly reason: string;
  /** The supervisor whose code was right, if one was given. */
  readonly supervisor?: string;
}

export type TillCommand = SellCard | ReverseSale | VoidSale;

/** A row of `activation` that is a sale, as it stands or as a group is making it. */
export interface Sale {
  readonly id: string;
  readonly terminalId: number;
  readonly key: string;
  readonly fingerprint: Buffer;
  readonly state: ActivationState;
  readonly cardId: bigint;
  readonly retailerId: number;
  readonly storeId: number;
  readonly productId: number;
  readonly months: number;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly commissionMinor: bigint;
  readonly authorization: string;
  readonly receipt: string | null;
  readonly clerk: string | null;
  readonly shiftId: string | null;
  readonly soldAt: Date | null;
  readonly activatedAt: Date;
  readonly businessDate: LocalDate;
  readonly stored: boolean;
  /** What the till took for a stored sale, where that was not the price. */
  readonly claimedMinor: bigint | null;
  /** What the retailer collected on top of the price: a memo, never our money. */
  readonly taxes: readonly TaxLine[];
  /** What somebody must explain about it. */
  readonly exceptions: readonly ExceptionCode[];
  readonly endedBy: SaleEnd | null;
}

/** A reversal that came before its sale: whatever sale comes under the key later has been undone already. */
export interface Tombstone {
  readonly id: string;
  readonly terminalId: number;
  readonly key: string;
  readonly state: 'reversed';
  readonly cardId: null;
  readonly retailerId: number;
  readonly storeId: number;
}

export type KeyRecord = Sale | Tombstone;

export function isSale(record: KeyRecord): record is Sale {
  return record.cardId !== null;
}

/** What a card costs on the day of its sale, from dated rows. */
export interface TermsOfSale {
  readonly priceMinor: bigint;
  /** Basis points of the price. */
  readonly commissionBp: number;
  readonly taxes: readonly TaxRule[];
}

/** How fast a terminal has sold; absent where its retailer's machines sell in bursts. */
export interface Pace {
  /** In the last ten minutes, since a supervisor last unlocked it. */
  readonly sales10min: number;
  /** What stands on this receipt already. */
  readonly receiptMinor: bigint;
}

/** Everything one till command is decided from: read under the card's lock, nothing fetched later. */
export interface TillFacts {
  /** What the key stands for so far. */
  readonly earlier: KeyRecord | undefined;
  readonly card: CardFacts | undefined;
  /** The first and last time that anyone sent this card's PIN. */
  readonly firstTryAt: Date | null;
  readonly lastTryAt: Date | null;
  /** Whether an earlier sale of this card was undone. */
  readonly undoneBefore: boolean;
  /** The open shift of the clerk who was named. */
  readonly shiftId: string | undefined;
  readonly clerkSuspended: boolean;
  /** Of the card on the day of this sale; absent without a card. */
  readonly terms: TermsOfSale | undefined;
  readonly pace: Pace | undefined;
  /** Whether the card lies in another store of the same retailer. */
  readonly inSisterStore: boolean;
  /** The database's clock, read under the lock. */
  readonly now: Date;
}

export interface Refusal {
  readonly kind: 'refuse';
  readonly code: ProblemCode;
  readonly detail?: string;
}

export function refuse(code: ProblemCode, detail?: string): Refusal {
  return detail === undefined ? { kind: 'refuse', code } : { kind: 'refuse', code, detail };
}
