import type { Tx } from '#lib/database';
import { Problem, newId } from '#lib/kernel';

/** A drawer that is open. */
export interface OpenShift {
  readonly id: string;
  readonly terminalId: number;
  readonly clerkId: number;
  readonly clerkCode: string;
  readonly openedAt: Date;
  /** The clerk may sell nothing at the moment. */
  readonly suspended: boolean;
}

/** Which clerk stands at which till. */
export interface AtTill {
  readonly terminalId: number;
  readonly clerkCode: string;
}

interface ShiftRow {
  id: string;
  terminal_id: number;
  clerk_id: number;
  code: string;
  opened_at: Date;
  suspended?: boolean;
}

function toShift({ id, terminal_id, clerk_id, code, opened_at, suspended = false }: ShiftRow): OpenShift {
  return { id, terminalId: terminal_id, clerkId: clerk_id, clerkCode: code, openedAt: opened_at, suspended };
}

/** Opens a drawer. The same clerk asking again gets the open one; while another's is open nobody can open the till. */
export async function openShift(
  tx: Tx,
  { terminalId, clerkCode, floatMinor }: AtTill & { readonly floatMinor: bigint },
): Promise<OpenShift> {
  const [clerk] = await tx.rows<{ id: number }>(
    `SELECT c.id FROM clerk c JOIN terminal t ON t.store_id = c.store_id WHERE t.id = $1 AND c.code = $2`,
    [terminalId, clerkCode],
  );
  if (clerk === undefined) throw new Problem('shift.not_open', 'No clerk of this store has this code.');
  const [made] = await tx.rows<ShiftRow>(
    `INSERT INTO shift (id, terminal_id, clerk_id, float_minor) VALUES ($1, $2, $3, $4)
     ON CONFLICT (terminal_id) WHERE closed_at IS NULL DO NOTHING RETURNING id, terminal_id, clerk_id, $5 AS code, opened_at`,
    [newId(), terminalId, clerk.id, String(floatMinor), clerkCode],
  );
  const shift = made === undefined ? await openShiftOf(tx, terminalId, clerkCode) : toShift(made);
  if (shift === undefined) throw new Problem('shift.not_open', 'Another clerk’s shift is open on this terminal.');
  return shift;
}

/** Closes the clerk's drawer at this till. */
export async function closeShift(tx: Tx, { terminalId, clerkCode }: AtTill): Promise<OpenShift> {
  const [row] = await tx.rows<ShiftRow>(
    `UPDATE shift SET closed_at = now() FROM clerk c
      WHERE shift.terminal_id = $1 AND shift.closed_at IS NULL AND c.id = shift.clerk_id AND c.code = $2
      RETURNING shift.id, shift.terminal_id, shift.clerk_id, c.code, shift.opened_at`,
    [terminalId, clerkCode],
  );
  if (row === undefined) throw new Problem('shift.not_open');
  return toShift(row);
}

/** The open shift of each, `undefined` where there is none or another clerk's: one statement for the whole list. */
export async function openShiftsOf(tx: Tx, wanted: readonly AtTill[]): Promise<(OpenShift | undefined)[]> {
  const found = await lockOpenShifts(tx, [...new Set(wanted.map(({ terminalId }) => terminalId))]);
  return wanted.map(({ terminalId, clerkCode }) => {
    const shift = found.get(terminalId);
    return shift?.clerkCode === clerkCode ? shift : undefined;
  });
}

/**
 * The open shift of each terminal, whoever's it is, kept from closing until this transaction ends: what is sold or undone
 * in it stands in its Z report. Many may hold it at once; who closes it locks nothing after it that they wait for.
 */
export async function lockOpenShifts(tx: Tx, terminalIds: readonly number[]): Promise<ReadonlyMap<number, OpenShift>> {
  if (terminalIds.length === 0) return new Map();
  const rows = await tx.rows<ShiftRow>(
    `SELECT s.id, s.terminal_id, s.clerk_id, s.opened_at, c.code, c.suspended_at IS NOT NULL AS suspended
       FROM shift s JOIN clerk c ON c.id = s.clerk_id
      WHERE s.terminal_id = ANY($1::int[]) AND s.closed_at IS NULL ORDER BY s.terminal_id FOR KEY SHARE OF s`,
    [terminalIds],
  );
  return new Map(rows.map((row) => [row.terminal_id, toShift(row)]));
}

export async function openShiftOf(tx: Tx, terminalId: number, clerkCode: string): Promise<OpenShift | undefined> {
  const [shift] = await openShiftsOf(tx, [{ terminalId, clerkCode }]);
  return shift;
}
