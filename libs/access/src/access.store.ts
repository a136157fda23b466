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
  /** Absent: no person did. */
  readonly createdBy?: string;
}

/** `false` when the address is taken. */
export async function insertStaff(
  tx: Tx,
  { id, email, name, passwordHash, roles, createdBy }: NewStaff,
): Promise<boolean> {
  const made = await tx.rows(
    `INSERT INTO staff (id, email, name, password_hash, roles, created_by) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (email) DO NOTHING RETURNING id`,
    [id, email, name, passwordHash, roles, createdBy ?? null],
  );
  return made.length === 1;
}

export interface SignInFacts {
  readonly person: StaffIdentity;
  readonly passwordHash: string;
  readonly factors: Factors;
}

/** Which second factors somebody has. */
export interface Factors {
  readonly totp: boolean;
  readonly passkeys: number;
}

const FACTORS = `p.totp_confirmed_at IS NOT NULL AS totp,
            (SELECT count(*)::int FROM passkey k WHERE k.staff_id = p.id) AS passkeys`;

export async function findByEmail(tx: Tx, email: string): Promise<SignInFacts | undefined> {
  const [row] = await tx.rows<StaffRow & Factors & { password_hash: string }>(
    `SELECT p.id, p.email, p.name, p.roles, p.password_hash, ${FACTORS}
       FROM staff p WHERE p.email = $1 AND p.disabled_at IS NULL`,
    [email],
  );
  if (row === undefined) return undefined;
  const { totp, passkeys, password_hash: passwordHash } = row;
  return { person: toIdentity(row), passwordHash, factors: { totp, passkeys } };
}

/** Holds the person's row until the transaction ends: nobody adds or takes a factor meanwhile. */
export async function lockPerson(tx: Tx, staffId: string): Promise<SignInFacts | undefined> {
  const locked = await tx.rows('SELECT id FROM staff WHERE id = $1 FOR UPDATE', [staffId]);
  if (locked.length === 0) return undefined;
  const [row] = await tx.rows<StaffRow & Factors & { password_hash: string }>(
    `SELECT p.id, p.email, p.name, p.roles, p.password_hash, ${FACTORS}
       FROM staff p WHERE p.id = $1 AND p.disabled_at IS NULL`,
    [staffId],
  );
  if (row === undefined) return undefined;
  const { totp, passkeys, password_hash: passwordHash } = row;
  return { person: toIdentity(row), passwordHash, factors: { totp, passkeys } };
}

export async function setPassword(tx: Tx, staffId: string, passwordHash: string): Promise<void> {
  await tx.rows('UPDATE staff SET password_hash = $2 WHERE id = $1', [staffId, passwordHash]);
}

export interface NewSession {
  readonly tokenHash: Buffer;
  readonly staffId: string;
  readonly lifeS: number;
  /** A second factor was proved just now; else the session may only set one up. */
  readonly proved: boolean;
}

/** Also takes away this person's sessions that ended over a day ago. */
export async function insertSession(tx: Tx, { tokenHash, staffId, lifeS, proved }: NewSession): Promise<Date> {
  await tx.rows(`DELETE FROM staff_session WHERE staff_id = $1 AND expires_at < now() - interval '1 day'`, [staffId]);
  const [row] = await tx.rows<{ expires_at: Date }>(
    `INSERT INTO staff_session (token_hash, staff_id, expires_at, second_factor_at)
     VALUES ($1, $2, now() + $3 * interval '1 second', CASE WHEN $4 THEN now() END)
     RETURNING expires_at`,
    [tokenHash, staffId, lifeS, proved],
  );
  return row!.expires_at;
}

/** The session goes on under another token. `proved`: with a second factor, just now. `undefined`: no such session. */
export async function renewSession(
  tx: Tx,
  { oldHash, newHash, proved }: { readonly oldHash: Buffer; readonly newHash: Buffer; readonly proved: boolean },
): Promise<Date | undefined> {
  const [row] = await tx.rows<{ expires_at: Date }>(
    `UPDATE staff_session SET token_hash = $2, seen_at = now(),
            second_factor_at = CASE WHEN $3 THEN now() ELSE second_factor_at END
      WHERE token_hash = $1 RETURNING expires_at`,
    [oldHash, newHash, proved],
  );
  return row?.expires_at;
}

/** Ends the person's sessions but this one; all of them where none is named. */
export async function deleteSessions(tx: Tx, staffId: string, but: Buffer = Buffer.alloc(0)): Promise<void> {
  await tx.rows('DELETE FROM staff_session WHERE staff_id = $1 AND token_hash <> $2', [staffId, but]);
}

export async function revokeTokens(tx: Tx, staffId: string): Promise<void> {
  await tx.rows('UPDATE access_token SET revoked_at = now() WHERE staff_id = $1 AND revoked_at IS NULL', [staffId]);
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
  const [row] = await tx.rows<StaffRow & { expired: boolean; stale: boolean; factor_age_s: number | null }>(
    `SELECT p.id, p.email, p.name, p.roles, extract(epoch FROM now() - s.second_factor_at)::float8 AS factor_age_s,
            s.expires_at <= now() OR s.seen_at <= now() - $2 * interval '1 second' AS expired,
            s.seen_at <= now() - $3 * interval '1 second' AS stale
       FROM staff_session s JOIN staff p ON p.id = s.staff_id
      WHERE s.token_hash = $1 AND p.disabled_at IS NULL`,
    [tokenHash, limits.idleS, limits.seenEveryS],
  );
  if (row === undefined) return undefined;
  const person = { ...toIdentity(row), session: { secondFactorAgeS: row.factor_age_s } };
  return { person, expired: row.expired, stale: row.stale };
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
  await deleteSessions(tx, staffId);
  await revokeTokens(tx, staffId);
  return disabled.length === 1;
}

export interface TokenFacts {
  /** Hex of the token's hash: names it, and signs nobody in. */
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Those that can be used. */
export async function listTokens(tx: Tx, staffId: string, max: number): Promise<TokenFacts[]> {
  const rows = await tx.rows<{ token_hash: Buffer; name: string; created_at: Date; expires_at: Date }>(
    `SELECT token_hash, name, created_at, expires_at FROM access_token
      WHERE staff_id = $1 AND revoked_at IS NULL AND expires_at > now() ORDER BY created_at LIMIT $2`,
    [staffId, max],
  );
  return rows.map(({ token_hash: hash, name, created_at: createdAt, expires_at: expiresAt }) => ({
    id: hash.toString('hex'),
    name,
    createdAt,
    expiresAt,
  }));
}

/** Its name; `undefined`: no such token of this person. */
export async function revokeToken(tx: Tx, staffId: string, tokenHash: Buffer): Promise<string | undefined> {
  const [row] = await tx.rows<{ name: string }>(
    `UPDATE access_token SET revoked_at = now()
      WHERE staff_id = $1 AND token_hash = $2 AND revoked_at IS NULL RETURNING name`,
    [staffId, tokenHash],
  );
  return row?.name;
}
