import { createInterface } from 'node:readline';
import type { ChildFailure } from '#lib/queue';

/**
 * A child's side of `runChild`: one line of JSON in, lines of JSON out, an end when the parent is gone. Imports nothing
 * that takes long to load.
 * @param failureOf what the parent may know of an error: nothing that looks like a card, and no SQL.
 */
export function serveLines<Input, Said extends object>(
  work: (input: Input) => Promise<Said>,
  failureOf: (error: unknown) => ChildFailure['failed'],
): void {
  const fail = (error: unknown): void => end({ failed: failureOf(error) });
  process.on('uncaughtException', fail);
  createInterface({ input: process.stdin })
    .once('line', (line) => void work(JSON.parse(line) as Input).then(end, fail))
    .once('close', () => process.exit(1)); // the parent is gone: its next run does the work again
}

export function say(said: object, then?: () => void): void {
  process.stdout.write(`${JSON.stringify(said)}\n`, then);
}

function end(said: object): void {
  say(said, () => process.exit('failed' in said ? 1 : 0));
}
