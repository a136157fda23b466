/** How long a till waits and when it sends the same again. The server's own limits nest inside (design §8). */
export interface Ladder {
  /** Of one try. */
  readonly timeoutMs: number;
  /** When the next tries start, from the start of the first. */
  readonly repeatAtMs: readonly number[];
}

/** Calls with a key, or that may be done twice without harm. */
export const REPEATING: Ladder = { timeoutMs: 6_000, repeatAtMs: [6_000, 12_000] };
/** A question that the clerk asks by scanning: scanning again is the repeat. */
export const ONCE: Ladder = { timeoutMs: 6_000, repeatAtMs: [] };
