import type { SignInAnswer } from '#lib/till-client';
import type { Keep } from './keep.js';
import type { QuickCode } from './quick-code.js';

const NAME = 'session';
/** Nobody has touched the till for so long: it asks for the code again, and keeps the sale. */
export const LOCK_AFTER_MS = 5 * 60 * 1000;
export const OFFLINE_TRIES = 5;

/** The clerk who stands at the till, kept over reloads and crashes. */
export interface Session {
  readonly clerk: SignInAnswer;
  readonly quick: QuickCode;
  /** Wrong codes in a row while nobody answered. */
  readonly wrong: number;
}

export function readSession(keep: Keep): Promise<Session | undefined> {
  return keep.get<Session>(NAME);
}

export async function keepSession(keep: Keep, session: Session | undefined): Promise<void> {
  if (session === undefined) await keep.forget(NAME);
  else await keep.set(NAME, session);
}

const TOUCHED = 'register-touched';

/** Synchronous and cheap: a key press must not wait for a database. */
export function touch(now = Date.now()): void {
  localStorage.setItem(TOUCHED, String(now));
}

export function idleMs(now = Date.now()): number {
  return now - Number(localStorage.getItem(TOUCHED) ?? 0);
}
