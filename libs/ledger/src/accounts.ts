import { invariant } from '#lib/kernel';

/**
 * The chart of accounts (domain §1). An account's number is its kind, jurisdiction and subject written side by side,
 * so it is computed and never looked up: no sale waits for an account row, and a report can read the number back.
 */
export const ACCOUNT_KINDS = {
  /** What a retailer owes; subject: the retailer. */
  receivable: { code: 110, side: 'debit' },
  /** Sold, PIN not redeemed (contract liability, stage 1); subject: the product. */
  card_liability: { code: 210, side: 'credit' },
  /** Redeemed, days not yet served (stage 2); subject: the product. */
  deferred: { code: 220, side: 'credit' },
  /** What retailers keep; subject: the product. */
  commission: { code: 410, side: 'debit' },
  'month.issuer': { code: 700, side: 'credit' },
  /** Months promised by unsold cards; subject: the batch. */
  'month.stock': { code: 710, side: 'debit' },
  /** By sold cards, from here on; subject: the product. */
  'month.sold': { code: 720, side: 'debit' },
  'month.redeemed': { code: 730, side: 'debit' },
  'month.voided': { code: 740, side: 'debit' },
  'month.expired_unsold': { code: 750, side: 'debit' },
  'month.expired_sold': { code: 760, side: 'debit' },
  'month.spoiled': { code: 770, side: 'debit' },
  'day.issuer': { code: 800, side: 'credit' },
  /** Days granted to a device; subject: the device. */
  'day.device': { code: 810, side: 'debit' },
} as const satisfies Record<string, { code: number; side: 'debit' | 'credit' }>;

export type AccountKind = keyof typeof ACCOUNT_KINDS;

/** One jurisdiction so far; its number is the three digits after the kind. */
export const DEFAULT_JURISDICTION = 0;

const SUBJECTS = 1_000_000_000_000n;
const JURISDICTIONS = 1_000n;

/** Kind (3 digits), jurisdiction (3), subject (12): 210 000 000000000003 is the liability of product 3's sold cards. */
export function account(
  kind: AccountKind,
  subject: number | bigint = 0,
  jurisdiction: number = DEFAULT_JURISDICTION,
): bigint {
  const number = BigInt(subject);
  invariant(number >= 0n && number < SUBJECTS, 'an account subject has at most 12 digits');
  return (BigInt(ACCOUNT_KINDS[kind].code) * JURISDICTIONS + BigInt(jurisdiction)) * SUBJECTS + number;
}

/** The numbers of every account of a kind, for SQL: `BETWEEN first AND last`. */
export function accountsOf(kind: AccountKind): { readonly first: bigint; readonly last: bigint } {
  const first = BigInt(ACCOUNT_KINDS[kind].code) * JURISDICTIONS * SUBJECTS;
  return { first, last: first + JURISDICTIONS * SUBJECTS - 1n };
}

const KIND_BY_CODE = new Map(
  Object.entries(ACCOUNT_KINDS).map(([kind, { code }]) => [code as number, kind as AccountKind]),
);

/** What an account number says. */
export function readAccount(number: bigint): {
  readonly kind: AccountKind;
  readonly jurisdiction: number;
  readonly subject: bigint;
} {
  const kind = KIND_BY_CODE.get(Number(number / (JURISDICTIONS * SUBJECTS)));
  invariant(kind !== undefined, `no account ${number}`);
  return { kind, jurisdiction: Number((number / SUBJECTS) % JURISDICTIONS), subject: number % SUBJECTS };
}
