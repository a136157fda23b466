import type { Tx } from '#lib/database';
import { Problem, newId } from '#lib/kernel';
import type { DrawerMoveKind } from './drawer-move.entity.js';

/** A drawer that is open, with whose it is. */
export interface CurrentShift {
  readonly id: string;
  readonly terminalId: number;
  readonly clerkId: number;
  readonly clerkCode: string;
  readonly clerkName: string;
  readonly openedAt: Date;
  readonly floatMinor: bigint;
}

export interface DrawerMoveFacts {
  readonly id: string;
  readonly kind: DrawerMoveKind;
  readonly amountMinor: bigint;
  readonly reason: string;
  readonly at: Date;
}

interface CurrentRow {
  id: string;
  terminal_id: number;
  clerk_id: number;
  code: string;
  name: string;
  opened_at: Date;
  float_minor: string;
}

const CURRENT_SQL = `SELECT s.id, s.terminal_id, s.clerk_id, c.code, c.name, s.opened_at, s.float_minor
  FROM shift s JOIN clerk c ON c.id = s.clerk_id WHERE s.terminal_id = $1 AND s.closed_at IS NULL`;

function toCurrent(row: CurrentRow): CurrentShift {
  return {
    id: row.id,
    terminalId: row.terminal_id,
    clerkId: row.clerk_id,
    clerkCode: row.code,
    clerkName: row.name,
    openedAt: row.opened_at,
    floatMinor: BigInt(row.float_minor),
  };
}

/** The terminal's open shift, whoever's it is. */
export async function currentShift(tx: Tx, terminalId: number): Promise<CurrentShift | undefined> {
  const [row] = await tx.rows<CurrentRow>(CURRENT_SQL, [terminalId]);
  return row === undefined ? undefined : toCurrent(row);
}

/** The same, locked: nobody closes it or moves its cash meanwhile. */
export async function lockCurrentShift(tx: Tx, terminalId: number): Promise<CurrentShift | undefined> {
  const [row] = await tx.rows<CurrentRow>(`${CURRENT_SQL} FOR UPDATE OF s`, [terminalId]);
  return row === undefined ? undefined : toCurrent(row);
}

interface MoveRow {
  id: string;
  kind: DrawerMoveKind;
  amount_minor: string;
  reason: string;
  at: Date;
}

function toMove({ id, kind, amount_minor, reason, at }: MoveRow): DrawerMoveFacts {
  return { id, kind, amountMinor: BigInt(amount_minor), reason, at };
}

/** Cash that goes into or out of an open drawer, once an id. The same id with other facts is `request.key_reused`. */
export async function moveCash(
  tx: Tx,
  terminalId: number,
  move: Omit<DrawerMoveFacts, 'at'>,
): Promise<{ readonly move: DrawerMoveFacts; readonly replayed: boolean }> {
  const shift = await lockCurrentShift(tx, terminalId);
  const [earlier] = await tx.rows<MoveRow & { terminal_id: number }>(
    'SELECT m.*, s.terminal_id FROM drawer_move m JOIN shift s ON s.id = m.shift_id WHERE m.id = $1',
    [move.id],
  );
  if (earlier !== undefined) {
    const found = toMove(earlier);
    const same = found.kind === move.kind && found.amountMinor === move.amountMinor && found.reason === move.reason;
    if (!same || earlier.terminal_id !== terminalId) throw new Problem('request.key_reused');
    return { move: found, replayed: true };
  }
  if (shift === undefined) throw new Problem('shift.not_open');
  const [row] = await tx.rows<MoveRow>(
    'INSERT INTO drawer_move (id, shift_id, kind, amount_minor, reason) VALUES ($1, $2, $3, $4, $5) RETURNING *',
    [move.id, shift.id, move.kind, String(move.amountMinor), move.reason],
  );
  return { move: toMove(row!), replayed: false };
}

const MOVES_MAX = 500;

export async function movesOf(tx: Tx, shiftId: string): Promise<DrawerMoveFacts[]> {
  const rows = await tx.rows<MoveRow>(
    'SELECT id, kind, amount_minor, reason, at FROM drawer_move WHERE shift_id = $1 ORDER BY at, id LIMIT $2',
    [shiftId, MOVES_MAX],
  );
  return rows.map(toMove);
}

/** What closing a drawer leaves for good. */
export interface ClosedDrawer {
  readonly shiftId: string;
  readonly terminalId: number;
  readonly closedBy: string;
  readonly counted: readonly { readonly unitMinor: number; readonly count: number }[] | null;
  readonly countedMinor: bigint | null;
  readonly expectedMinor: bigint;
  readonly reason: string | null;
  readonly cardsCounted: number | null;
  readonly cardsExpected: number | null;
}

/** The number that the terminal's next Z report bears: one more than its last. Under the open shift's lock. */
export async function nextZNumber(tx: Tx, terminalId: number): Promise<number> {
  const [row] = await tx.rows<{ next: number }>(
    'SELECT coalesce(max(z_number), 0) + 1 AS next FROM shift WHERE terminal_id = $1',
    [terminalId],
  );
  return row!.next;
}

/** Closes the drawer with the report that is printed from now on. */
export async function closeDrawer(tx: Tx, closed: ClosedDrawer, zNumber: number, report: object): Promise<void> {
  await tx.rows(
    `UPDATE shift SET closed_at = clock_timestamp(), closed_by = $2, counted = $3, counted_minor = $4, expected_minor = $5,
            over_short_reason = $6, cards_counted = $7, cards_expected = $8, z_number = $9, z_report = $10
      WHERE id = $1 AND closed_at IS NULL`,
    [
      closed.shiftId,
      closed.closedBy,
      closed.counted === null ? null : JSON.stringify(closed.counted),
      closed.countedMinor === null ? null : String(closed.countedMinor),
      String(closed.expectedMinor),
      closed.reason,
      closed.cardsCounted,
      closed.cardsExpected,
      zNumber,
      JSON.stringify(report),
    ],
  );
}

/** A closed shift's report, of that terminal; `undefined`: none. */
export async function zReportOf(tx: Tx, terminalId: number, shiftId: string): Promise<object | undefined> {
  const [row] = await tx.rows<{ z_report: object }>(
    'SELECT z_report FROM shift WHERE id = $1 AND terminal_id = $2 AND z_report IS NOT NULL',
    [shiftId, terminalId],
  );
  return row?.z_report;
}

/** A drawer for a clerk. While another's is open there is none to give. */
export async function insertShift(
  tx: Tx,
  {
    terminalId,
    clerkId,
    floatMinor,
  }: { readonly terminalId: number; readonly clerkId: number; readonly floatMinor: bigint },
): Promise<boolean> {
  const rows = await tx.rows(
    `INSERT INTO shift (id, terminal_id, clerk_id, float_minor) VALUES ($1, $2, $3, $4)
     ON CONFLICT (terminal_id) WHERE closed_at IS NULL DO NOTHING RETURNING id`,
    [newId(), terminalId, clerkId, String(floatMinor)],
  );
  return rows.length === 1;
}
