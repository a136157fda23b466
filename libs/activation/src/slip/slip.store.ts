import type { Tx } from '#lib/database';

/** A sale with the place and the people that its slip names. */
export interface SlipRow {
  readonly id: string;
  readonly key: string;
  readonly state: 'active' | 'reversed' | 'voided';
  readonly card_id: string;
  readonly months: number;
  readonly amount_minor: string;
  readonly claimed_minor: string | null;
  readonly currency: string;
  readonly taxes: readonly { readonly name: string; readonly amountMinor: number }[] | null;
  readonly authorization_code: string;
  readonly receipt: string | null;
  readonly clerk: string | null;
  readonly shift_id: string | null;
  readonly sold_at: Date | null;
  readonly activated_at: Date;
  readonly stored: boolean;
  readonly ended_at: Date | null;
  readonly ended_reason: string | null;
  readonly product: string;
  readonly clerk_name: string | null;
  readonly terminal: string;
  readonly store: string;
  readonly address: string;
  readonly zone: string;
  readonly help_phone: string;
  readonly retailer: string;
}

/** Of that terminal's key; `undefined`: no sale stands under it. */
export async function readSlip(tx: Tx, terminalId: number, key: string): Promise<SlipRow | undefined> {
  const [row] = await tx.rows<SlipRow>(
    `SELECT a.id, a.key, a.state, a.card_id::text AS card_id, a.months, a.amount_minor, a.claimed_minor, a.currency, a.taxes,
            a.authorization_code, a.receipt, a.clerk, a.shift_id, a.sold_at, a.activated_at, a.stored, a.ended_at, a.ended_reason,
            p.name AS product, c.name AS clerk_name, t.name AS terminal, s.name AS store, s.address, s.zone, s.help_phone, r.name AS retailer
       FROM activation a JOIN product p ON p.id = a.product_id JOIN terminal t ON t.id = a.terminal_id JOIN store s ON s.id = a.store_id
       JOIN retailer r ON r.id = a.retailer_id LEFT JOIN clerk c ON c.store_id = a.store_id AND c.code = a.clerk
      WHERE a.terminal_id = $1 AND a.key = $2`,
    [terminalId, key],
  );
  return row;
}

export interface Print {
  readonly copy: number;
  readonly tenderedMinor: bigint | null;
}

/** Prints of a slip, the newest first; `copy` = that one alone. */
export async function readPrint(tx: Tx, activationId: string, copy?: number): Promise<Print | undefined> {
  const [row] = await tx.rows<{ copy: number; tendered_minor: string | null }>(
    `SELECT copy, tendered_minor FROM slip_print WHERE activation_id = $1 AND ($2::int IS NULL OR copy = $2) ORDER BY copy DESC LIMIT 1`,
    [activationId, copy ?? null],
  );
  if (row === undefined) return undefined;
  return { copy: row.copy, tenderedMinor: row.tendered_minor === null ? null : BigInt(row.tendered_minor) };
}

/** Counts one more print. Under the sale's lock: two at once are two copies. What was tendered is known from the first. */
export async function addPrint(tx: Tx, activationId: string, tenderedMinor: bigint | null): Promise<Print> {
  await tx.rows('SELECT FROM activation WHERE id = $1 FOR NO KEY UPDATE', [activationId]);
  const last = await readPrint(tx, activationId);
  const print = { copy: (last?.copy ?? 0) + 1, tenderedMinor: last === undefined ? tenderedMinor : last.tenderedMinor };
  await tx.rows('INSERT INTO slip_print (activation_id, copy, tendered_minor) VALUES ($1, $2, $3)', [
    activationId,
    print.copy,
    print.tenderedMinor === null ? null : String(print.tenderedMinor),
  ]);
  return print;
}
