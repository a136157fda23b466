import { hash, verify } from '@node-rs/argon2';
import type { Tx } from '#lib/database';
import { Problem } from '#lib/kernel';

export interface NewClerk {
  readonly storeId: number;
  readonly name: string;
  readonly code: string;
  /** Makes the clerk a supervisor. From `hashSupervisorCode`. */
  readonly supervisorCodeHash?: string;
}

/** Makes a clerk; the id. */
export async function createClerk(tx: Tx, { storeId, name, code, supervisorCodeHash }: NewClerk): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    `INSERT INTO clerk (store_id, name, code, supervisor, supervisor_code_hash) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (store_id, code) DO NOTHING RETURNING id`,
    [storeId, name, code, supervisorCodeHash !== undefined, supervisorCodeHash ?? null],
  );
  if (row === undefined) throw new Problem('name.taken', 'A clerk of this store has this code.');
  return row.id;
}

/** argon2id, 19 MiB, two passes (its defaults). */
export function hashSupervisorCode(code: string): Promise<string> {
  return hash(code);
}

/** A supervisor of a store, as far as checking the code needs. */
export interface Supervisor {
  readonly clerkId: number;
  readonly codeHash: string;
}

export async function readSupervisors(tx: Tx, storeId: number): Promise<Supervisor[]> {
  const rows = await tx.rows<{ id: number; supervisor_code_hash: string }>(
    `SELECT id, supervisor_code_hash FROM clerk
      WHERE store_id = $1 AND supervisor AND supervisor_code_hash IS NOT NULL ORDER BY id LIMIT 20`,
    [storeId],
  );
  return rows.map((row) => ({ clerkId: row.id, codeHash: row.supervisor_code_hash }));
}

/** Which of them typed the code. Takes tens of milliseconds each: never inside a transaction. */
export async function supervisorWith(code: string, supervisors: readonly Supervisor[]): Promise<number | undefined> {
  for (const { clerkId, codeHash } of supervisors) if (await verify(codeHash, code)) return clerkId;
  return undefined;
}
