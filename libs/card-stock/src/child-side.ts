import { constraintOf, sqlState } from '#lib/database';
import type { ChildFailure } from '#lib/queue';
import { withoutCardNumbers } from '#lib/runtime';
import { say, serveLines } from './child-lines.js';

export { say };

/** The side of a child that works with the database and with PINs. */
export function serveParent<Input, Said extends object>(work: (input: Input) => Promise<Said>): void {
  serveLines(work, failureOf);
}

/** Of a database error only what names the rule: its message and detail may hold a digest. */
function failureOf(error: unknown): ChildFailure['failed'] {
  const state = sqlState(error);
  if (state === undefined)
    return { reason: error instanceof Error ? withoutCardNumbers(`${error.name}: ${error.message}`) : 'unknown' };
  const constraint = constraintOf(error);
  return { reason: `database ${state}`, sqlState: state, ...(constraint === undefined ? {} : { constraint }) };
}
