import { setTimeout as wait } from 'node:timers/promises';
import { Problem } from '#lib/kernel';

/** A refusal waits for the later of these, so that its time tells nothing about its reason (risks §3). */
const REFUSAL_MS_MIN = 400;
const REFUSAL_STEP_MS = 100;
/** More refusals waiting at once would be a flood. */
const WAITING_MAX = 2_000;

/** Holds neutral refusals back on a timer that keeps no connection. */
export class NeutralDelay {
  private waiting = 0;

  async until(startedMs: number): Promise<void> {
    if (this.waiting >= WAITING_MAX) throw new Problem('rate.limited', undefined, { retryAfterS: 1 });
    this.waiting++;
    try {
      await wait(refusalDueMs(performance.now() - startedMs));
    } finally {
      this.waiting--;
    }
  }
}

/** How long a refusal that took so long still waits. */
export function refusalDueMs(tookMs: number): number {
  return Math.max(REFUSAL_MS_MIN, Math.ceil(tookMs / REFUSAL_STEP_MS) * REFUSAL_STEP_MS) - tookMs;
}
