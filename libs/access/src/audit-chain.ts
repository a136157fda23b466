import { type KeyObject, createHash, sign, verify } from 'node:crypto';

/** A row of the log as the database gives it: numbers and times as texts, so that nothing is rounded. */
export interface AuditRow {
  readonly id: string;
  /** Microseconds since 1970. */
  readonly at_us: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** jsonb as PostgreSQL prints it: one spelling a value. */
  readonly detail: string | null;
}

/** Reads rows of `audit` (as `a`) so. */
export const AUDIT_ROW_SQL = `a.id::text AS id, (extract(epoch FROM a.at) * 1000000)::bigint::text AS at_us,
  a.actor, a.action, a.subject, a.detail::text AS detail`;

/** Before the first link. */
export const GENESIS = Buffer.alloc(32);

/** SHA-256(previous hash ‖ row). The row is a JSON list: no two rows have one spelling. */
export function linkHash(previous: Buffer, row: AuditRow): Buffer {
  const canonical = JSON.stringify([row.id, row.at_us, row.actor, row.action, row.subject, row.detail]);
  return createHash('sha256').update(previous).update(canonical).digest();
}

/** What of the chain was signed, and when it says it was. */
export interface SignedHead {
  readonly position: string;
  readonly hash: Buffer;
  readonly signature: Buffer;
  readonly signedAt: Date;
}

export function signHead(key: KeyObject, position: string, hash: Buffer): Buffer {
  return sign(null, headText(position, hash), key);
}

export function headFits(publicKey: KeyObject, { position, hash, signature }: SignedHead): boolean {
  return verify(null, headText(position, hash), publicKey, signature);
}

/** Says what it is, so that nothing else that the key signs can pass for it. */
function headText(position: string, hash: Buffer): Buffer {
  return Buffer.from(`reup audit head\n${position}\n${hash.toString('hex')}\n`);
}
