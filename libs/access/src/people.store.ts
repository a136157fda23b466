import type { Tx } from '#lib/database';
import type { Role } from '#lib/http';
import type { Factors } from './access.store.js';
import { hashOfCode } from './one-time-code.js';

export const ONE_TIME_CODE_LIFE_S = 24 * 60 * 60;

export interface PersonFacts {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  readonly factors: Factors;
  /** Until then a one-time code waits to be used. */
  readonly codeUntil: Date | null;
}

interface PersonRow {
  id: string;
  email: string;
  name: string;
  roles: Role[];
  created_at: Date;
  disabled_at: Date | null;
  code_until: Date | null;
  totp: boolean;
  passkeys: number;
}

const COLUMNS = `p.id, p.email, p.name, p.roles, p.created_at, p.disabled_at,
  CASE WHEN p.recovery_expires_at > now() THEN p.recovery_expires_at END AS code_until,
  p.totp_confirmed_at IS NOT NULL AS totp, (SELECT count(*)::int FROM passkey k WHERE k.staff_id = p.id) AS passkeys`;

/** By e-mail address, those behind this person. */
export async function listPeople(tx: Tx, afterId: string | undefined, rowsMax: number): Promise<PersonFacts[]> {
  const rows = await tx.rows<PersonRow>(
    `SELECT ${COLUMNS} FROM staff p
      WHERE $1::uuid IS NULL OR p.email > (SELECT email FROM staff WHERE id = $1) ORDER BY p.email LIMIT $2`,
    [afterId ?? null, rowsMax],
  );
  return rows.map(toFacts);
}

export async function readPerson(tx: Tx, staffId: string): Promise<PersonFacts | undefined> {
  const [row] = await tx.rows<PersonRow>(`SELECT ${COLUMNS} FROM staff p WHERE p.id = $1`, [staffId]);
  return row === undefined ? undefined : toFacts(row);
}

function toFacts(row: PersonRow): PersonFacts {
  const { id, email, name, roles, created_at: createdAt, disabled_at: disabledAt, code_until: codeUntil } = row;
  const factors = { totp: row.totp, passkeys: row.passkeys };
  return { id, email, name, roles, createdAt, disabledAt, factors, codeUntil };
}

export async function setRoles(
  tx: Tx,
  { staffId, roles, by }: { readonly staffId: string; readonly roles: readonly Role[]; readonly by: string },
): Promise<void> {
  await tx.rows('UPDATE staff SET roles = $2, roles_changed_at = now(), roles_changed_by = $3 WHERE id = $1', [
    staffId,
    roles,
    by,
  ]);
}

/** Until when it can be used. */
export async function setRecoveryCode(tx: Tx, staffId: string, code: string): Promise<Date> {
  const [row] = await tx.rows<{ recovery_expires_at: Date }>(
    `UPDATE staff SET recovery_hash = $2, recovery_expires_at = now() + $3 * interval '1 second'
      WHERE id = $1 RETURNING recovery_expires_at`,
    [staffId, hashOfCode(code), ONE_TIME_CODE_LIFE_S],
  );
  return row!.recovery_expires_at;
}

export interface Recovered {
  readonly staffId: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** Whose code it is, held until the transaction ends; `undefined` of a wrong one, an old one and an unknown person. */
export async function lockByCode(tx: Tx, email: string, code: string): Promise<Recovered | undefined> {
  const [row] = await tx.rows<{ id: string; name: string; roles: Role[] }>(
    `SELECT id, name, roles FROM staff
      WHERE email = $1 AND recovery_hash = $2 AND recovery_expires_at > now() AND disabled_at IS NULL FOR UPDATE`,
    [email, hashOfCode(code)],
  );
  return row === undefined ? undefined : { staffId: row.id, name: row.name, roles: row.roles };
}

/** The account begins anew: another password, no second factor, the code spent. */
export async function beginAnew(tx: Tx, staffId: string, passwordHash: string): Promise<void> {
  await tx.rows(
    `UPDATE staff SET password_hash = $2, recovery_hash = NULL, recovery_expires_at = NULL, totp_secret = NULL,
            totp_pending = NULL, totp_last_step = NULL, totp_confirmed_at = NULL WHERE id = $1`,
    [staffId, passwordHash],
  );
  await tx.rows('DELETE FROM passkey WHERE staff_id = $1', [staffId]);
  await tx.rows('DELETE FROM passkey_challenge WHERE staff_id = $1', [staffId]);
}
