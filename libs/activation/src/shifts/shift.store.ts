import type { Tx } from '#lib/database';
import { slipSerial } from '../slip/masked-serial.js';

/** What a shift's sales brought, whether or not they stood afterwards. */
export interface ShiftSales {
  readonly productId: number;
  readonly name: string;
  readonly count: number;
  readonly amountMinor: bigint;
  readonly taxesMinor: bigint;
}

/** What a sale put into the drawer: of a stored one what was taken, and the taxes on top. */
const TAKEN = `coalesce(a.claimed_minor, a.amount_minor)`;
const TAXES = `(SELECT coalesce(sum((t ->> 'amountMinor')::bigint), 0) FROM jsonb_array_elements(coalesce(a.taxes, '[]')) t)`;

export async function salesOf(tx: Tx, shiftId: string): Promise<ShiftSales[]> {
  const rows = await tx.rows<{ product_id: number; name: string; count: number; amount: string; taxes: string }>(
    `SELECT a.product_id, p.name, count(*)::int AS count, sum(${TAKEN}) AS amount, sum(${TAXES}) AS taxes
       FROM activation a JOIN product p ON p.id = a.product_id WHERE a.shift_id = $1 GROUP BY a.product_id, p.name ORDER BY a.product_id`,
    [shiftId],
  );
  return rows.map(({ product_id: productId, name, count, amount, taxes }) => ({
    productId,
    name,
    count,
    amountMinor: BigInt(amount),
    taxesMinor: BigInt(taxes),
  }));
}

export interface Undone {
  readonly key: string;
  readonly serial: string;
  readonly kind: 'void' | 'reversal';
  readonly totalMinor: bigint;
  readonly at: Date;
}

/** More than a day's voids of any till; what is beyond is counted, not listed. */
const UNDONE_MAX = 200;

/** Money that went back out of this drawer: voids, and reversals of sales that had been made, in whichever shift. */
export async function undoneIn(
  tx: Tx,
  shiftId: string,
): Promise<{ readonly count: number; readonly totalMinor: bigint; readonly newest: readonly Undone[] }> {
  const rows = await tx.rows<{
    key: string;
    serial: string;
    ended_by: string;
    total: string;
    ended_at: Date;
    count: number;
    sum: string;
  }>(
    `SELECT u.*, count(*) OVER ()::int AS count, sum(u.total) OVER () AS sum FROM (
       SELECT a.key, a.card_id::text AS serial, a.ended_by, ${TAKEN} + ${TAXES} AS total, a.ended_at FROM activation a
        WHERE a.undone_in = $1) u
      ORDER BY u.ended_at DESC LIMIT ${UNDONE_MAX}`,
    [shiftId],
  );
  return {
    count: rows[0]?.count ?? 0,
    totalMinor: BigInt(rows[0]?.sum ?? 0),
    newest: rows.map(({ key, serial, ended_by, total, ended_at: at }) => ({
      key,
      serial: slipSerial(BigInt(serial)),
      kind: ended_by === 'void' ? ('void' as const) : ('reversal' as const),
      totalMinor: BigInt(total),
      at,
    })),
  };
}

export interface ShiftPlace {
  readonly retailer: string;
  readonly retailerId: number;
  readonly currency: string;
  readonly store: { readonly id: number; readonly name: string; readonly address: string; readonly zone: string };
  readonly terminal: { readonly id: number; readonly name: string };
}

export async function placeOf(tx: Tx, terminalId: number): Promise<ShiftPlace> {
  const [row] = await tx.rows<{
    retailer: string;
    retailer_id: number;
    currency: string;
    store_id: number;
    store: string;
    address: string;
    zone: string;
    terminal: string;
  }>(
    `SELECT r.name AS retailer, r.id AS retailer_id, r.currency, s.id AS store_id, s.name AS store, s.address, s.zone, t.name AS terminal
       FROM terminal t JOIN store s ON s.id = t.store_id JOIN retailer r ON r.id = s.retailer_id WHERE t.id = $1`,
    [terminalId],
  );
  const { retailer, retailer_id: retailerId, currency, store_id: id, store, address, zone, terminal } = row!;
  return {
    retailer,
    retailerId,
    currency,
    store: { id, name: store, address, zone },
    terminal: { id: terminalId, name: terminal },
  };
}

export async function productNames(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const rows = await tx.rows<{ id: number; name: string }>('SELECT id, name FROM product WHERE id = ANY($1::int[])', [
    ids,
  ]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
