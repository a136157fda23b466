import { Injectable } from '@nestjs/common';
import { Transactions } from '#lib/database';
import { ShortCache, type StaffDirectory, type StaffIdentity } from '#lib/http';
import { readSession, readToken, touchSession } from './access.store.js';
import { hashOfToken } from './token.js';

/** Without a request for so long, a session is over. */
export const SESSION_IDLE_S = 30 * 60;
/** A session's last sight is written this often: a write for every click would be waste. */
const SEEN_EVERY_S = 60;

/** Whose session or token it is, kept for two seconds. */
@Injectable()
export class SessionsAndTokens implements StaffDirectory {
  private readonly sessions = new ShortCache((hash) => this.readSession(Buffer.from(hash, 'hex')));
  private readonly tokens = new ShortCache((hash) => this.readToken(Buffer.from(hash, 'hex')));

  constructor(private readonly transactions: Transactions) {}

  async bySession(token: string): Promise<StaffIdentity | 'expired' | undefined> {
    const hash = hashOfToken(token);
    return hash === undefined ? undefined : this.sessions.get(hash.toString('hex'));
  }

  async byToken(token: string): Promise<StaffIdentity | undefined> {
    const hash = hashOfToken(token);
    return hash === undefined ? undefined : this.tokens.get(hash.toString('hex'));
  }

  /** After a session was ended here. */
  forget(tokenHash: Buffer): void {
    this.sessions.forget(tokenHash.toString('hex'));
  }

  forgetAll(): void {
    this.sessions.forgetAll();
    this.tokens.forgetAll();
  }

  private readSession(tokenHash: Buffer): Promise<StaffIdentity | 'expired' | undefined> {
    return this.transactions.run(async (tx) => {
      const found = await readSession(tx, tokenHash, { idleS: SESSION_IDLE_S, seenEveryS: SEEN_EVERY_S });
      if (found === undefined) return undefined;
      if (found.expired) return 'expired';
      if (found.stale) await touchSession(tx, tokenHash);
      return found.person;
    });
  }

  private readToken(tokenHash: Buffer): Promise<StaffIdentity | undefined> {
    return this.transactions.run((tx) => readToken(tx, tokenHash));
  }
}
