import type { DeliveryState } from './webhook-delivery.entity.js';
import type { TryResult } from './webhook-sender.js';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

/** How long after its first, second, … failure an event is tried again (Standard Webhooks 1.0): three days in all. */
export const RETRY_AFTER_S: readonly number[] = [
  5,
  5 * MINUTE_S,
  30 * MINUTE_S,
  2 * HOUR_S,
  5 * HOUR_S,
  10 * HOUR_S,
  14 * HOUR_S,
  20 * HOUR_S,
  24 * HOUR_S,
];
export const TRIES_MAX = RETRY_AFTER_S.length + 1;
/** From the first try to the last. */
export const TRIED_FOR_S = RETRY_AFTER_S.reduce((sum, gap) => sum + gap, 0);
/** Receivers that went down together are not called together: a gap may be longer by this part. */
const SPREAD = 0.1;
const GONE = 410;

export interface TryOutcome {
  readonly state: DeliveryState;
  /** Absent: there is no further try. */
  readonly againAfterS?: number;
  readonly status?: number;
  readonly error?: string;
  /** `gone`: the receiver wants nothing more, ever. `exhausted`: this was the last try. */
  readonly endpoint?: 'gone' | 'exhausted';
}

/** What follows from a try. `tries` counts it; `random` is in [0, 1). */
export function decideTry(result: TryResult, tries: number, random: number): TryOutcome {
  if ('error' in result) return afterFailure(result, tries, random);
  const { status } = result;
  if (status >= 200 && status < 300) return { state: 'delivered', status };
  const seen = { status, error: wordsOf(status) };
  return status === GONE ? { state: 'failed', ...seen, endpoint: 'gone' } : afterFailure(seen, tries, random);
}

function afterFailure(seen: Pick<TryOutcome, 'status' | 'error'>, tries: number, random: number): TryOutcome {
  const gapS = RETRY_AFTER_S[tries - 1];
  if (gapS === undefined) return { state: 'failed', ...seen, endpoint: 'exhausted' };
  return { state: 'waiting', ...seen, againAfterS: gapS * (1 + SPREAD * random) };
}

function wordsOf(status: number): string {
  return status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`;
}
