import { Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import { Problem } from '#lib/kernel';
import { hash, verify } from '@node-rs/argon2';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Slice } from './retail.store.js';

export interface ClerkFacts {
  readonly id: number;
  readonly storeId: number;
  readonly name: string;
  readonly code: string;
  readonly supervisor: boolean;
  /** Has a code to sign in with at a register. */
  readonly canSignIn: boolean;
  readonly suspendedAt: Date | null;
  readonly suspendedBecause: string | null;
}

export interface SignedIn {
  readonly clerkId: number;
  readonly clerk: string;
  readonly name: string;
  readonly supervisor: boolean;
}

interface ClerkRow {
  id: number;
  store_id: number;
  name: string;
  code: string;
  supervisor: boolean;
  can_sign_in: boolean;
  suspended_at: Date | null;
  suspended_because: string | null;
}

const COLUMNS = `id, store_id, name, code, supervisor, sign_in_hash IS NOT NULL AS can_sign_in, suspended_at, suspended_because`;

function toFacts(row: ClerkRow): ClerkFacts {
  return {
    id: row.id,
    storeId: row.store_id,
    name: row.name,
    code: row.code,
    supervisor: row.supervisor,
    canSignIn: row.can_sign_in,
    suspendedAt: row.suspended_at,
    suspendedBecause: row.suspended_because,
  };
}

export const SIGN_IN_TRIES_MAX = 5;
const SIGN_IN_WINDOW_S = 15 * 60;

/** Clerks as the office keeps them, and their signing in at a register. */
@Injectable()
export class ClerkDesk {
  private readonly guesses = new RateLimiterMemory({ points: SIGN_IN_TRIES_MAX, duration: SIGN_IN_WINDOW_S });

  constructor(private readonly transactions: Transactions) {}

  /**
   * Whether the clerk of that store knows the code. Refuses `clerk.code_wrong` (with how many tries are left) of an unknown
   * clerk too, `clerk.suspended`, and after five wrong ones `rate.limited`.
   */
  async signIn(storeId: number, code: string, secret: string): Promise<SignedIn> {
    const name = `${storeId} ${code}`;
    const { remainingPoints } = await this.countGuess(name);
    const [clerk] = await this.transactions.read<ClerkRow & { sign_in_hash: string | null }>(
      `SELECT ${COLUMNS}, sign_in_hash FROM clerk WHERE store_id = $1 AND code = $2`,
      [storeId, code],
    );
    if (clerk?.sign_in_hash == null || !(await verify(clerk.sign_in_hash, secret))) {
      throw new Problem('clerk.code_wrong', `The code is not right. Tries left: ${remainingPoints}.`);
    }
    await this.guesses.delete(name);
    if (clerk.suspended_at !== null) throw new Problem('clerk.suspended');
    return { clerkId: clerk.id, clerk: clerk.code, name: clerk.name, supervisor: clerk.supervisor };
  }

  /** The id of a clerk who signs in nowhere, as at tills with clerks of their own; one with a code must send it. */
  async withoutCode(storeId: number, code: string): Promise<number> {
    const [found] = await this.transactions.read<ClerkRow>(
      `SELECT ${COLUMNS} FROM clerk WHERE store_id = $1 AND code = $2`,
      [storeId, code],
    );
    if (found === undefined) throw new Problem('clerk.not_found', 'No clerk of this store has this code.');
    if (found.suspended_at !== null) throw new Problem('clerk.suspended');
    if (found.can_sign_in) throw new Problem('clerk.code_wrong', 'Send the clerk’s sign-in code too.');
    return found.id;
  }

  /** Up to `rowsMax` clerks after an id, of one store or of all. */
  async list({ afterId, rowsMax }: Slice, storeId?: number): Promise<ClerkFacts[]> {
    const rows = await this.transactions.read<ClerkRow>(
      `SELECT ${COLUMNS} FROM clerk WHERE id > $1 AND ($3::int IS NULL OR store_id = $3) ORDER BY id LIMIT $2`,
      [afterId, rowsMax, storeId ?? null],
    );
    return rows.map(toFacts);
  }

  /** The clerk gets a new code; the old one is good no more. `codeHash` from `hashClerkCode`. */
  setCode(tx: Tx, id: number, codeHash: string): Promise<ClerkFacts> {
    return change(tx, 'sign_in_hash = $2', id, codeHash);
  }

  /** May sell again. */
  restore(tx: Tx, id: number): Promise<ClerkFacts> {
    return change(tx, 'suspended_at = NULL, suspended_because = NULL', id);
  }

  async read(tx: Tx, id: number): Promise<ClerkFacts> {
    const [row] = await tx.rows<ClerkRow>(`SELECT ${COLUMNS} FROM clerk WHERE id = $1`, [id]);
    if (row === undefined) throw new Problem('clerk.not_found');
    return toFacts(row);
  }

  private async countGuess(name: string): Promise<RateLimiterRes> {
    try {
      return await this.guesses.consume(name);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const retryAfterS = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new Problem('rate.limited', 'Too many wrong codes for this clerk; wait, or ask a supervisor.', {
        retryAfterS,
      });
    }
  }
}

async function change(tx: Tx, set: string, id: number, ...values: unknown[]): Promise<ClerkFacts> {
  const [row] = await tx.rows<ClerkRow>(`UPDATE clerk SET ${set} WHERE id = $1 RETURNING ${COLUMNS}`, [id, ...values]);
  if (row === undefined) throw new Problem('clerk.not_found');
  return toFacts(row);
}

/** argon2id with the package's defaults (19 MiB, two passes). Tens of milliseconds: never inside a transaction. */
export function hashClerkCode(code: string): Promise<string> {
  return hash(code);
}
