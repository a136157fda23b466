import type { Tx } from '#lib/database';
import type { ExceptionCode, SaleEnd } from '#lib/ledger';
import type { ActivationState } from './activation.entity.js';
import type { KeyRecord, Sale } from './activation.types.js';

interface ActivationRow {
  id: string;
  terminal_id: number;
  key: string;
  fingerprint: Buffer | null;
  state: ActivationState;
  card_id: string | null;
  retailer_id: number;
  store_id: number;
  product_id: number;
  months: number;
  amount_minor: string;
  currency: string;
  commission_minor: string;
  authorization_code: string;
  receipt: string | null;
  clerk: string | null;
  shift_id: string | null;
  sold_at: Date | null;
  activated_at: Date;
  business_date: string;
  stored: boolean;
  claimed_minor: string | null;
  taxes: { name: string; amountMinor: number }[] | null;
  exceptions: ExceptionCode[] | null;
  ended_by: SaleEnd | null;
}

const COLUMNS = `a.id, a.terminal_id, a.key, a.fingerprint, a.state, a.card_id, a.retailer_id, a.store_id, a.product_id, a.months,
  a.amount_minor, a.currency, a.commission_minor, a.authorization_code, a.receipt, a.clerk, a.shift_id, a.sold_at, a.activated_at,
  a.business_date::text AS business_date, a.stored, a.claimed_minor, a.taxes, a.exceptions, a.ended_by`;

function toRecord(row: ActivationRow): KeyRecord {
  const { id, terminal_id: terminalId, key, retailer_id: retailerId, store_id: storeId } = row;
  if (row.card_id === null) return { id, terminalId, key, state: 'reversed', cardId: null, retailerId, storeId };
  return {
    id,
    terminalId,
    key,
    fingerprint: row.fingerprint!,
    state: row.state,
    cardId: BigInt(row.card_id),
    retailerId,
    storeId,
    productId: row.product_id,
    months: row.months,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    commissionMinor: BigInt(row.commission_minor),
    authorization: row.authorization_code,
    receipt: row.receipt,
    clerk: row.clerk,
    shiftId: row.shift_id,
    soldAt: row.sold_at,
    activatedAt: row.activated_at,
    businessDate: row.business_date,
    stored: row.stored,
    claimedMinor: row.claimed_minor === null ? null : BigInt(row.claimed_minor),
    taxes: (row.taxes ?? []).map(({ name, amountMinor }) => ({ name, amountMinor: BigInt(amountMinor) })),
    exceptions: row.exceptions ?? [],
    endedBy: row.ended_by,
  };
}

/** A terminal's key. */
export interface TerminalKeyRef {
  readonly terminalId: number;
  readonly key: string;
}

/** What the keys stand for so far. Read after the cards are locked: then no other group is writing them for those cards. */
export async function readKeys(tx: Tx, keys: readonly TerminalKeyRef[]): Promise<KeyRecord[]> {
  const rows = await tx.rows<ActivationRow>(
    `SELECT ${COLUMNS} FROM unnest($1::int[], $2::text[]) AS k (terminal_id, key)
       JOIN activation a ON a.terminal_id = k.terminal_id AND a.key = k.key`,
    [keys.map(({ terminalId }) => terminalId), keys.map(({ key }) => key)],
  );
  return rows.map(toRecord);
}

/** A sale that may be undone: its card can be locked before anything is decided. */
export interface SoldCard {
  readonly cardId: bigint;
  readonly terminalId: number;
  /** Its cash lies in a drawer that somebody counts. */
  readonly inShift: boolean;
}

/** The sales that keys stand for. */
export async function soldUnderKeys(tx: Tx, keys: readonly TerminalKeyRef[]): Promise<SoldCard[]> {
  if (keys.length === 0) return [];
  const rows = await tx.rows<{ card_id: string; terminal_id: number; in_shift: boolean }>(
    `SELECT a.card_id, a.terminal_id, a.shift_id IS NOT NULL AS in_shift FROM unnest($1::int[], $2::text[]) AS k (terminal_id, key)
       JOIN activation a ON a.terminal_id = k.terminal_id AND a.key = k.key WHERE a.card_id IS NOT NULL`,
    [keys.map(({ terminalId }) => terminalId), keys.map(({ key }) => key)],
  );
  return rows.map(({ card_id: id, terminal_id: terminalId, in_shift: inShift }) => ({
    cardId: BigInt(id),
    terminalId,
    inShift,
  }));
}

/** The cards of which an earlier sale was undone. */
export async function readUndone(tx: Tx, cardIds: readonly bigint[]): Promise<bigint[]> {
  const rows = await tx.rows<{ card_id: string }>(
    `SELECT card_id FROM activation WHERE card_id = ANY($1::bigint[]) AND state <> 'active'`,
    [cardIds.map(String)],
  );
  return rows.map(({ card_id: id }) => BigInt(id));
}

/** Sales and tombstones, in one statement. A key that someone else has just used stops the group (SQLSTATE 23505). */
export async function insertRecords(tx: Tx, records: readonly KeyRecord[]): Promise<void> {
  if (records.length === 0) return;
  const sale = <Value>(of: (one: Sale) => Value): (Value | null)[] =>
    records.map((one) => (one.cardId === null ? null : of(one as Sale)));
  await tx.rows(
    `INSERT INTO activation (id, terminal_id, key, state, retailer_id, store_id, card_id, fingerprint, product_id, months, amount_minor,
       currency, commission_minor, authorization_code, receipt, clerk, shift_id, sold_at, activated_at, business_date, stored,
       claimed_minor, taxes, exceptions, ended_at, ended_by)
     SELECT id, terminal_id, key, CASE WHEN card_id IS NULL THEN 'reversed' ELSE 'active' END, retailer_id, store_id, card_id, fingerprint,
       product_id, months, amount_minor, currency, commission_minor, authorization_code, receipt, clerk, shift_id, sold_at, activated_at,
       business_date, coalesce(stored, false), claimed_minor, taxes, string_to_array(exceptions, ' '), CASE WHEN card_id IS NULL THEN clock_timestamp() END, CASE WHEN card_id IS NULL THEN 'reversal' END
       FROM unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::int[], $6::bigint[], $7::bytea[], $8::int[], $9::smallint[],
         $10::bigint[], $11::text[], $12::bigint[], $13::text[], $14::text[], $15::text[], $16::uuid[], $17::timestamptz[],
         $18::timestamptz[], $19::date[], $20::boolean[], $21::bigint[], $22::jsonb[], $23::text[])
       AS r (id, terminal_id, key, retailer_id, store_id, card_id, fingerprint, product_id, months, amount_minor, currency,
         commission_minor, authorization_code, receipt, clerk, shift_id, sold_at, activated_at, business_date, stored, claimed_minor, taxes,
         exceptions)`,
    [
      records.map(({ id }) => id),
      records.map(({ terminalId }) => terminalId),
      records.map(({ key }) => key),
      records.map(({ retailerId }) => retailerId),
      records.map(({ storeId }) => storeId),
      sale(({ cardId }) => String(cardId)),
      sale(({ fingerprint }) => fingerprint),
      sale(({ productId }) => productId),
      sale(({ months }) => months),
      sale(({ amountMinor }) => String(amountMinor)),
      sale(({ currency }) => currency),
      sale(({ commissionMinor }) => String(commissionMinor)),
      sale(({ authorization }) => authorization),
      sale(({ receipt }) => receipt),
      sale(({ clerk }) => clerk),
      sale(({ shiftId }) => shiftId),
      sale(({ soldAt }) => soldAt),
      sale(({ activatedAt }) => activatedAt),
      sale(({ businessDate }) => businessDate),
      sale(({ stored }) => stored),
      sale(({ claimedMinor }) => (claimedMinor === null ? null : String(claimedMinor))),
      sale(({ taxes }) => (taxes.length === 0 ? null : JSON.stringify(taxes.map(taxAsJson)))),
      sale(({ exceptions }) => (exceptions.length === 0 ? null : exceptions.join(' '))),
    ],
  );
}

function taxAsJson({ name, amountMinor }: Sale['taxes'][number]): { name: string; amountMinor: number } {
  return { name, amountMinor: Number(amountMinor) };
}

/** A till that must not sell in bursts, and the receipt that it is at. */
export interface PaceOf {
  readonly terminalId: number;
  readonly receipt: string | null;
}

/** How many cards each terminal has sold lately, and what stands on its receipt, in the order of what was asked. */
export async function readPaces(
  tx: Tx,
  wanted: readonly PaceOf[],
  windowMs: number,
): Promise<{ readonly sales10min: number; readonly receiptMinor: bigint }[]> {
  if (wanted.length === 0) return [];
  const rows = await tx.rows<{ sales: number; receipt_minor: string }>(
    `SELECT (SELECT count(*)::int FROM activation a
              WHERE a.terminal_id = w.terminal_id AND a.activated_at > w.since AND a.card_id IS NOT NULL AND NOT a.stored) AS sales,
            (SELECT coalesce(sum(a.amount_minor), 0) FROM activation a
              WHERE a.terminal_id = w.terminal_id AND a.activated_at > now() - interval '1 day'
                AND a.receipt = w.receipt AND a.state = 'active') AS receipt_minor
       FROM (SELECT n, terminal_id, receipt,
                    greatest(now() - make_interval(secs => $3), (SELECT max(u.at) FROM till_unlock u WHERE u.terminal_id = k.terminal_id)) AS since
               FROM unnest($1::int[], $2::text[]) WITH ORDINALITY AS k (terminal_id, receipt, n)) w ORDER BY n`,
    [wanted.map(({ terminalId }) => terminalId), wanted.map(({ receipt }) => receipt), windowMs / 1_000],
  );
  return rows.map(({ sales, receipt_minor: minor }) => ({ sales10min: sales, receiptMinor: BigInt(minor) }));
}

/** Under which keys cards are sold now: for the words that a second sale gets. */
export async function readLiveKeys(
  tx: Tx,
  cardIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, { readonly terminalId: number; readonly key: string }>> {
  const rows = await tx.rows<{ card_id: string; terminal_id: number; key: string }>(
    `SELECT card_id, terminal_id, key FROM activation WHERE state = 'active' AND card_id = ANY($1::bigint[])`,
    [cardIds.map(String)],
  );
  return new Map(rows.map((row) => [BigInt(row.card_id), { terminalId: row.terminal_id, key: row.key }]));
}

/** How a sale ended. */
export interface EndedSale {
  readonly id: string;
  readonly end: SaleEnd;
  readonly reason: string | null;
  /** The shift out of whose drawer the money went back. */
  readonly undoneIn: string | null;
}

/** Ends live sales; that each was live is checked by the statement. */
export async function endSales(tx: Tx, ended: readonly EndedSale[]): Promise<void> {
  if (ended.length === 0) return;
  await tx.rows(
    `WITH ended AS (
       UPDATE activation a SET state = CASE WHEN e.ended_by = 'void' THEN 'voided' ELSE 'reversed' END,
              ended_at = clock_timestamp(), ended_by = e.ended_by, ended_reason = e.reason,
              undone_in = e.undone_in
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[]) AS e (id, ended_by, reason, undone_in)
        WHERE a.id = e.id AND a.state = 'active' RETURNING 1)
     SELECT expect_rows((SELECT count(*) FROM ended), $5, 'sales ended')`,
    [
      ended.map(({ id }) => id),
      ended.map(({ end }) => end),
      ended.map(({ reason }) => reason),
      ended.map(({ undoneIn }) => undoneIn),
      ended.length,
    ],
  );
}
