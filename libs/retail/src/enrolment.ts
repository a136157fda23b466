import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import { Problem, clearCode, newId } from '#lib/kernel';
import { Keyring } from '#lib/runtime';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { KeyDirectory } from './key-directory.js';
import { lockLiveKeys } from './own-keys.js';
import { insertKey, revokeKey, terminalIsLive } from './retail.store.js';
import { type PublicKeyInput, keyIdOf, readPublicKey } from './terminal-public-key.js';

/** Long enough to walk to the till. */
export const ENROLMENT_MINUTES = 10;
const CODE_LETTERS = 8;
/** 40 bits, good for ten minutes: twenty wrong ones a quarter of an hour find none. */
export const ENROLMENT_TRIES_MAX = 20;
const TRIES_WINDOW_S = 15 * 60;

export interface EnrolmentCode {
  /** `XXXX-XXXX`: shown once, kept only as a digest. */
  readonly code: string;
  readonly expiresAt: Date;
}

export interface Enrolment {
  readonly code: string;
  readonly publicKey: PublicKeyInput;
  /** Absent: made of the key itself. */
  readonly keyId?: string;
}

/** What a till learns of itself when it comes to life. */
export interface Enrolled {
  readonly terminalId: number;
  readonly keyId: string;
  readonly name: string;
  readonly store: { readonly id: number; readonly name: string };
  readonly retailer: string;
}

/** Records that a till came to life, and the ids of the keys that ended with it. */
export type NoteEnrolment = (tx: Tx, enrolled: Enrolled, ended: readonly string[]) => Promise<void>;

interface EnrolmentRow {
  id: string;
  terminal_id: number;
  used_at: Date | null;
  name: string;
  store_id: number;
  store_name: string;
  retailer: string;
}

/** How a till gets its key in: a one-time code from the office, and a key that never leaves the till. */
@Injectable()
export class EnrolmentService {
  private readonly guesses = new RateLimiterMemory({ points: ENROLMENT_TRIES_MAX, duration: TRIES_WINDOW_S });

  constructor(
    private readonly transactions: Transactions,
    private readonly keyring: Keyring,
    private readonly directory: KeyDirectory,
  ) {}

  /** A new code for a terminal; one that was made before is good no more. */
  async make(tx: Tx, terminalId: number, madeBy: string): Promise<EnrolmentCode> {
    if (!(await terminalIsLive(tx, terminalId))) throw new Problem('terminal.not_found');
    const letters = clearCode(CODE_LETTERS);
    await tx.rows(
      `UPDATE terminal_enrolment SET expires_at = now() WHERE terminal_id = $1 AND used_at IS NULL AND expires_at > now()`,
      [terminalId],
    );
    const [row] = await tx.rows<{ expires_at: Date }>(
      `INSERT INTO terminal_enrolment (id, terminal_id, code_digest, made_by, expires_at)
       VALUES ($1, $2, $3, $4, now() + make_interval(mins => $5)) RETURNING expires_at`,
      [newId(), terminalId, this.digest(letters), madeBy, ENROLMENT_MINUTES],
    );
    return { code: `${letters.slice(0, 4)}-${letters.slice(4)}`, expiresAt: row!.expires_at };
  }

  /**
   * Puts the till's key in, once a code; the same key again gets the same answer. It is a new till: the keys of whichever
   * stood there before end with it. `source`: the caller's address. `note` records it, in the same transaction.
   */
  async enrol({ code, publicKey, keyId }: Enrolment, source: string, note?: NoteEnrolment): Promise<Enrolled> {
    const spki = readPublicKey(publicKey);
    await this.countGuess(source);
    const { enrolled, ended } = await this.transactions.run(async (tx) => {
      const done = await this.put(tx, code, spki, keyId ?? keyIdOf(spki));
      if (done.isNew) await note?.(tx, done.enrolled, done.ended);
      return done;
    });
    for (const old of ended) this.directory.forget(old);
    await this.guesses.reward(source);
    return enrolled;
  }

  private async put(
    tx: Tx,
    code: string,
    spki: Buffer,
    keyId: string,
  ): Promise<{ readonly enrolled: Enrolled; readonly ended: readonly string[]; readonly isNew: boolean }> {
    const [row] = await tx.rows<EnrolmentRow>(
      `SELECT e.id, e.terminal_id, e.used_at, t.name, s.id AS store_id, s.name AS store_name, r.name AS retailer
         FROM terminal_enrolment e JOIN terminal t ON t.id = e.terminal_id JOIN store s ON s.id = t.store_id
         JOIN retailer r ON r.id = s.retailer_id
        WHERE e.code_digest = $1 AND e.expires_at > now() AND t.revoked_at IS NULL FOR UPDATE OF e`,
      [this.digest(code)],
    );
    if (row === undefined) throw new Problem('enrolment.invalid');
    const { terminal_id: terminalId, name, store_id: id, store_name: storeName, retailer } = row;
    const enrolled = { terminalId, keyId, name, store: { id, name: storeName }, retailer };
    if (row.used_at !== null) {
      await requireSameKey(tx, terminalId, keyId, spki);
      return { enrolled, ended: [], isNew: false };
    }
    await tx.rows('UPDATE terminal_enrolment SET used_at = now() WHERE id = $1', [row.id]);
    const ended = await endKeys(tx, terminalId);
    const made = await insertKey(tx, { keyId, terminalId, publicKey: spki });
    if (made === undefined) throw new Problem('name.taken', 'The key id is taken.');
    return { enrolled, ended, isNew: true };
  }

  private digest(code: string): Buffer {
    const letters = code.toUpperCase().replace(/[^0-9A-Z]/g, '');
    return createHmac('sha256', this.keyring.secret('office')).update(`terminal enrolment ${letters}`).digest();
  }

  private async countGuess(source: string): Promise<void> {
    try {
      await this.guesses.consume(source);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const retryAfterS = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new Problem('rate.limited', 'Too many enrolment codes from here; wait and try again.', { retryAfterS });
    }
  }
}

/** The ids of the terminal's keys that were good until now. */
async function endKeys(tx: Tx, terminalId: number): Promise<string[]> {
  const live = (await lockLiveKeys(tx, terminalId)).map(({ key_id: keyId }) => keyId);
  for (const keyId of live) await revokeKey(tx, terminalId, keyId);
  return live;
}

/** The answer was lost and the till asks again: with the key that it put in then. */
async function requireSameKey(tx: Tx, terminalId: number, keyId: string, spki: Buffer): Promise<void> {
  const rows = await tx.rows(
    'SELECT FROM terminal_key WHERE terminal_id = $1 AND key_id = $2 AND public_key = $3 AND revoked_at IS NULL',
    [terminalId, keyId, spki],
  );
  if (rows.length === 0) throw new Problem('enrolment.invalid');
}
