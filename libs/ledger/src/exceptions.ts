import type { Tx } from '#lib/database';
import { newId } from '#lib/kernel';

/** The differences that this system can find so far, and how many days someone has to explain one (domain §2). */
export const EXCEPTION_DUE_DAYS = {
  REDEEMED_THEN_REVERSED: 1,
  COUNT_DIFF: 1,
  NOT_RECEIVED: 3,
  LATE_LINE: 3,
  CANARY_TRIED: 1,
  CLERK_REVERSED: 1,
  // What stored sales leave to explain. A customer holds a card that does not work:
  SOLD_NOT_ACTIVE: 1,
  SOLD_BLOCKED: 1,
  SOLD_EXPIRED: 1,
  SOLD_EXPOSED: 1,
  SOLD_NOT_RELEASED: 1,
  UNKNOWN_SERIAL: 3,
  UNREADABLE_SERIAL: 3,
  // Its own retailer's card, but another store's; another amount than the price; more than a till may sell on its own.
  WRONG_STORE: 3,
  PRICE: 7,
  OFFLINE_FLOOR: 3,
} as const;
export type ExceptionCode = keyof typeof EXCEPTION_DUE_DAYS;

export interface OpenException {
  /** Whoever must know whether this one was opened, or another was already, looks for it. */
  readonly id?: string;
  readonly code: ExceptionCode;
  readonly retailerId?: number;
  readonly storeId?: number;
  readonly cardId?: bigint;
  readonly amountMinor?: bigint;
  readonly currency?: string;
  /** What it came from, where that is no card (a terminal's key): opened once for it, even after it was resolved. */
  readonly source?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Opens work for a person, in the transaction that found the difference. One open case a card and code, one ever a source and code. */
export async function openExceptions(tx: Tx, found: readonly OpenException[]): Promise<void> {
  if (found.length === 0) return;
  await tx.rows(
    `INSERT INTO exception (id, code, retailer_id, store_id, card_id, amount_minor, currency, due_at, detail, source)
     SELECT id, code, retailer_id, store_id, card_id, amount_minor, currency, now() + make_interval(days => due_days), detail, source
       FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::bigint[], $6::bigint[], $7::text[], $8::int[], $9::jsonb[], $10::text[])
         AS e (id, code, retailer_id, store_id, card_id, amount_minor, currency, due_days, detail, source)
     ON CONFLICT DO NOTHING`,
    [
      found.map(({ id }) => id ?? newId()),
      found.map(({ code }) => code),
      found.map(({ retailerId }) => retailerId ?? null),
      found.map(({ storeId }) => storeId ?? null),
      found.map(({ cardId }) => (cardId === undefined ? null : String(cardId))),
      found.map(({ amountMinor }) => (amountMinor === undefined ? null : String(amountMinor))),
      found.map(({ currency }) => currency ?? null),
      found.map(({ code }) => EXCEPTION_DUE_DAYS[code]),
      found.map(({ detail }) => (detail === undefined ? null : JSON.stringify(detail))),
      found.map(({ source }) => source ?? null),
    ],
  );
}
