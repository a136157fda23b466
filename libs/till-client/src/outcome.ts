import type { FieldError } from '#lib/kernel';

/** What came of a call. None of the three is an exception: a till must have an answer for each. */
export type Outcome<Answer> = Done<Answer> | Refused | Unknown;

export interface Done<Answer> {
  readonly kind: 'done';
  readonly answer: Answer;
  /** The effect is an earlier call's with this key; this is its answer again. */
  readonly replayed: boolean;
  readonly tries: number;
}

export interface Refused {
  readonly kind: 'refused';
  /** Stable, of the table in `#lib/kernel`; a newer server may know more of them. */
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  /** For the clerk. */
  readonly words: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterS?: number;
  readonly tries: number;
}

/** Nobody can say whether it happened: repeat the key later, ask for its status, or reverse it. */
export interface Unknown {
  readonly kind: 'unknown';
  /** For the log: `time-out`, `busy`, `ECONNREFUSED` … */
  readonly why: string;
  readonly words: string;
  /** False when no try can have reached the system: then nothing has happened. */
  readonly reached: boolean;
  readonly tries: number;
}
