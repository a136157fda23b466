import { Problem } from '#lib/kernel';

/** What a failed statement means for its transaction. */
export type Failure =
  /** A constraint spoke (SQLSTATE 23xxx): in a group, one member is to blame. */
  | 'integrity'
  /** Deadlock or serialization: the whole work may be run again. */
  | 'again'
  /** A time-out of ours: the connection is fine, the caller may try again. */
  | 'timeout'
  /** The connection is gone; a commit under way may or may not have happened. */
  | 'connection'
  | 'other';

const CONNECTION_LOST = new Set([
  '57P01',
  '57P02',
  '57P03',
  '25P03',
  '25P04',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ENOENT',
]);

export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  const found = driverError?.code ?? code;
  return typeof found === 'string' ? found : undefined;
}

export function constraintOf(error: unknown): string | undefined {
  const { constraint, driverError } = error as { constraint?: unknown; driverError?: { constraint?: unknown } };
  const found = driverError?.constraint ?? constraint;
  return typeof found === 'string' ? found : undefined;
}

export function failureOf(error: unknown): Failure {
  const state = sqlState(error);
  if (state === undefined) return isPoolOrSocketError(error) ? 'connection' : 'other';
  if (state.startsWith('23')) return 'integrity';
  if (state === '40001' || state === '40P01') return 'again';
  if (state === '57014' || state === '55P03') return 'timeout';
  if (state.startsWith('08') || CONNECTION_LOST.has(state)) return 'connection';
  return 'other';
}

/** pg gives these as bare errors without a code. */
function isPoolOrSocketError(error: unknown): boolean {
  return (
    error instanceof Error &&
    /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|not queryable/i.test(
      error.message,
    )
  );
}

/** The caller's view: `busy` for what may be tried again, the error itself for a bug. Details stay inside: they may hold a digest. */
export function asProblem(error: unknown): unknown {
  const failure = failureOf(error);
  if (failure === 'other' || failure === 'integrity') return error;
  return new Problem('busy', undefined, { retryAfterS: 1, internal: { sqlState: sqlState(error) ?? 'none', failure } });
}

/** Thrown by a work that read something too early: the whole of it runs again, as after a serialization failure. */
export class RunAgain extends Error {
  override readonly name = 'RunAgain';
  readonly code = '40001';
}
