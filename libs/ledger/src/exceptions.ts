import type { Tx } from '#lib/database';
import { newId } from '#lib/kernel';

/** The differences that this system can find so far, and how many days someone has to explain one (domain §2). */
export const EXCEPTION_DUE_DAYS = {
  REDEEMED_THEN_REVERSED: 1,
  COUNT_DIFF: 1,
  NOT_RECEIVED: 3,
  LATE_LINE: 3,
  CANARY_TRIED: 1,
} as const;
export type ExceptionCode = keyof typeof EXCEPTION_DUE_DAYS;

export interface OpenException {
  readonly code: ExceptionCode;
  readonly retailerId?: number;
  readonly storeId?: number;
  readonly cardId?: bigint;
  readonly amountMinor?: bigint;
  readonly currency?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Opens work for a person, in the transaction that found the difference. One open case a card and code. */
export async function openExceptions(tx: Tx, found: readonly OpenException[]): Promise<void> {
  if (found.length === 0) return;
  await tx.rows(
    `INSERT INTO exception (id, code, retailer_id, store_id, card_id, amount_minor, currency, due_at, detail)
     SELECT id, code, retailer_id, store_id, card_id, amount_minor, currency, now() + make_interval(days => due_days), detail
       FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::bigint[], $6::bigint[], $7::text[], $8::int[], $9::jsonb[])
         AS e (id, code, retailer_id, store_id, card_id, amount_minor, currency, due_days, detail)
     ON CONFLICT (code, card_id) WHERE resolved_at IS NULL AND card_id IS NOT NULL DO NOTHING`,
    [
      found.map(() => newId()),
      found.map(({ code }) => code),
      found.map(({ retailerId }) => retailerId ?? null),
      found.map(({ storeId }) => storeId ?? null),
      found.map(({ cardId }) => (cardId === undefined ? null : String(cardId))),
      found.map(({ amountMinor }) => (amountMinor === undefined ? null : String(amountMinor))),
      found.map(({ currency }) => currency ?? null),
      found.map(({ code }) => EXCEPTION_DUE_DAYS[code]),
      found.map(({ detail }) => (detail === undefined ? null : JSON.stringify(detail))),
    ],
  );
}
