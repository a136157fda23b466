import type { Outcome } from '#lib/till-client';

/** Whether anybody answers this till. */
export interface Link {
  readonly state: 'asking' | 'online' | 'offline';
  /** Whose fault, in the clerk's words. */
  readonly cause: string;
  /** Since when it is so, ms since 1970. */
  readonly since: number;
  /** How long the last answer took. */
  readonly pingMs?: number;
}

export const ASK_EVERY_MS = 15_000;
/** While offline it looks more often: every sale made meanwhile is a risk. */
export const ASK_OFFLINE_EVERY_MS = 3_000;

export const UNKNOWN_LINK: Link = { state: 'asking', cause: 'Asking', since: 0 };

/** What an outcome says about the line; a refusal is an answer too. */
export function linkAfter(link: Link, outcome: Outcome<unknown>, pingMs: number, now = Date.now()): Link {
  if (outcome.kind !== 'unknown') {
    const since = link.state === 'online' ? link.since : now;
    return { state: 'online', cause: 'Online', since, pingMs: Math.round(pingMs) };
  }
  const cause = navigator.onLine
    ? outcome.why === 'busy'
      ? 'Re-Up is busy'
      : 'Re-Up does not answer'
    : 'No network here';
  return { state: 'offline', cause, since: link.state === 'offline' ? link.since : now };
}
