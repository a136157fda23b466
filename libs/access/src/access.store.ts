import type { Tx } from '#lib/database';
import type { Role, StaffIdentity } from '#lib/http';

interface StaffRow {
  id: string;
  email: string;
  name: string;
  roles: Role[];
}

function toIdentity({ id, email, name, roles }: StaffRow): StaffIdentity {
  return { staffId: id, email, name, roles };
}

export interface NewStaff {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly roles: readonly Role[];
}

/** `false` when the address is taken. */
export async function insertStaff(tx: Tx, { id, email, name, passwordHash, roles }: NewStaff): Promise<boolean> {
  const made = await tx.rows(
    `INSERT INTO staff (id, email, name, password_hash, roles) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (email) DO NOTHING RETURNING id`,
    [id, email, name, passwordHash, roles],
  );
  return made.length === 1;
}

export async function findByEmail(
  tx: Tx,
  email: string,
): Promise<{ readonly person: StaffIdentity; readonly passwordHash: string } | undefined> {
  const [row] = await tx.rows<StaffRow & { password_hash: string }>(
    'SELECT id, email, name, roles, password_hash FROM staff WHERE email = $1 AND disabled_at IS NULL',
    [email],
  );
  return row === undefined ? undefined : { person: toIdentity(row), passwordHash: row.password_hash };
}

/** Also takes away this person's sessions that ended over a day ago. */
export async function insertSession(tx: Tx, tokenHash: Buffer, staffId: string, lifeS: number): Promise<Date> {
  await tx.rows(`DELETE FROM staff_session WHERE staff_id = $1 AND expires_at < now() - interval '1 day'`, [staffId]);
  const [row] = await tx.rows<{ expires_at: Date }>(
    `INSERT INTO staff_session (token_hash, staff_id, expires_at) VALUES ($1, $2, now() + $3 * interval '1 second')
     RETURNING expires_at`,
    [tokenHash, staffId, lifeS],
  );
  return row!.expires_at;
}

export interface SessionFacts {
  readonly person: StaffIdentity;
  readonly expired: boolean;
  /** Last seen long enough ago to be worth a write. */
  readonly stale: boolean;
}

export async function readSession(
  tx: Tx,
  tokenHash: Buffer,
  limits: { readonly idleS: number; readonly seenEveryS: number },
): Promise<SessionFacts | undefined> {
  const [row] = await tx.rows<StaffRow & { expired: boolean; stale: boolean }>(
    `SELECT p.id, p.email, p.name, p.roles,
            s.expires_at <= now() OR s.seen_at <= now() - $2 * interval '1 second' AS expired,
            s.seen_at <= now() - $3 * interval '1 second' AS stale
       FROM staff_session s JOIN staff p ON p.id = s.staff_id
      WHERE s.token_hash = $1 AND p.disabled_at IS NULL`,
    [tokenHash, limits.idleS, limits.seenEveryS],
  );
  return row === undefined ? undefined : { person: toIdentity(row), expired: row.expired, stale: row.stale };
}

export async function touchSession(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx.rows('UPDATE staff_session SET seen_at = now() WHERE token_hash = $1', [tokenHash]);
}

/** Whose it was. */
export async function deleteSession(tx: Tx, tokenHash: Buffer): Promise<string | undefined> {
  const [row] = await tx.rows<{ staff_id: string }>(
    'DELETE FROM staff_session WHERE token_hash = $1 RETURNING staff_id',
    [tokenHash],
  );
  return row?.staff_id;
}

export async function insertToken(
  tx: Tx,
  token: { readonly hash: Buffer; readonly staffId: string; readonly name: string; readonly expiresAt: Date },
): Promise<void> {
  await tx.rows('INSERT INTO access_token (token_hash, staff_id, name, expires_at) VALUES ($1, $2, $3, $4)', [
    token.hash,
    token.staffId,
    token.name,
    token.expiresAt,
  ]);
}

export async function readToken(tx: Tx, tokenHash: Buffer): Promise<StaffIdentity | undefined> {
  const [row] = await tx.rows<StaffRow>(
    `SELECT p.id, p.email, p.name, p.roles FROM access_token t JOIN staff p ON p.id = t.staff_id
      WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND t.expires_at > now() AND p.disabled_at IS NULL`,
    [tokenHash],
  );
  return row === undefined ? undefined : toIdentity(row);
}

/** Ends the person's sessions and tokens with them. `false`: no such person, or disabled before. */
export async function disablePerson(tx: Tx, staffId: string): Promise<boolean> {
  const disabled = await tx.rows(
    'UPDATE staff SET disabled_at = now() WHERE id = $1 AND disabled_at IS NULL RETURNING id',
    [staffId],
  );
  await tx.rows('DELETE FROM staff_session WHERE staff_id = $1', [staffId]);
  await tx.rows('UPDATE access_token SET revoked_at = now() WHERE staff_id = $1 AND revoked_at IS NULL', [staffId]);
  return disabled.length === 1;
}
