import { hash, verify } from '@node-rs/argon2';
import type { Tx } from '#lib/database';
import { Problem } from '#lib/kernel';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export interface NewClerk {
  readonly storeId: number;
  readonly name: string;
  readonly code: string;
  /** Makes the clerk a supervisor. From `hashSupervisorCode`. */
  readonly supervisorCodeHash?: string;
  /** What the clerk signs in with at a register. From `hashClerkCode`. */
  readonly signInHash?: string;
}

/** Makes a clerk; the id. */
export async function createClerk(
  tx: Tx,
  { storeId, name, code, supervisorCodeHash, signInHash }: NewClerk,
): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    `INSERT INTO clerk (store_id, name, code, supervisor, supervisor_code_hash, sign_in_hash) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (store_id, code) DO NOTHING RETURNING id`,
    [storeId, name, code, supervisorCodeHash !== undefined, supervisorCodeHash ?? null, signInHash ?? null],
  );
  if (row === undefined) throw new Problem('name.taken', 'A clerk of this store has this code.');
  return row.id;
}

/** argon2id, 19 MiB, two passes: the package's defaults. */
export function hashSupervisorCode(code: string): Promise<string> {
  return hash(code);
}

/** A supervisor of a store, as far as checking the code needs. */
export interface Supervisor {
  readonly clerkId: number;
  readonly codeHash: string;
}

const SUPERVISORS_MAX = 20;

export async function readSupervisors(tx: Tx, storeId: number): Promise<Supervisor[]> {
  const rows = await tx.rows<{ id: number; supervisor_code_hash: string }>(
    `SELECT id, supervisor_code_hash FROM clerk
      WHERE store_id = $1 AND supervisor AND supervisor_code_hash IS NOT NULL ORDER BY id LIMIT ${SUPERVISORS_MAX}`,
    [storeId],
  );
  return rows.map((row) => ({ clerkId: row.id, codeHash: row.supervisor_code_hash }));
}

/** Which of them typed the code. Takes tens of milliseconds each: never inside a transaction. */
export async function supervisorWith(code: string, supervisors: readonly Supervisor[]): Promise<number | undefined> {
  for (const { clerkId, codeHash } of supervisors) if (await verify(codeHash, code)) return clerkId;
  return undefined;
}

export const SUPERVISOR_TRIES_MAX = 5;
const SUPERVISOR_WINDOW_S = 15 * 60;

/** Such a code is short: whoever stands at the till must not try them all. Right codes do not count. */
export class SupervisorGuesses {
  private readonly limiter = new RateLimiterMemory({ points: SUPERVISOR_TRIES_MAX, duration: SUPERVISOR_WINDOW_S });

  async count(storeId: number): Promise<void> {
    try {
      await this.limiter.consume(storeId);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new Problem('rate.limited', 'Too many wrong supervisor codes in this store; wait and try again.', {
        retryAfterS: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      });
    }
  }

  /** It was no guess. */
  async giveBack(storeId: number): Promise<void> {
    await this.limiter.reward(storeId);
  }
}
