import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/**
 * Work with secrets in a process of its own that ends with it, because strings in memory can't be wiped (risks §4).
 * The child reads one line of JSON from stdin, says lines of JSON, and ends when stdin does: then its parent is gone.
 */
export interface ChildTask<Said> {
  /** The compiled entry below `dist`: the same whether we ourselves are compiled or a test's source. */
  readonly entry: string;
  /** No secrets: what becomes a string can't be wiped. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Keys, as bytes through a pipe of their own, which the child reads to its end as file 3. Wiped once it is sent. */
  readonly secret?: Buffer;
  /** Ends the child at once: it works in transactions, so that nothing is left half done. */
  readonly signal: AbortSignal;
  /** Each line as it comes; the last one before a good end is the answer. */
  onSaid?(said: Said): void;
}

/** What a child says last when it could not do its work. */
export interface ChildFailure {
  readonly failed: { readonly reason: string; readonly sqlState?: string; readonly constraint?: string };
}

/** The caller's signal ended the child: not a failure. */
export class ChildStopped extends Error {
  override readonly name = 'ChildStopped';
}

export class ChildFailed extends Error {
  override readonly name = 'ChildFailed';

  constructor(
    reason: string,
    readonly sqlState: string | undefined,
  ) {
    super(reason);
  }
}

/** Where a child finds its secret: behind stdin, stdout and stderr. */
const SECRET_FD = 3;

/** A core dump would hold keys and PINs; `exec`, so that the child has the pid we know. */
const WITHOUT_CORE_DUMPS = 'ulimit -c 0; exec "$0" "$@"';

export async function runChild<Said extends object>(task: ChildTask<Said>): Promise<Said> {
  if (task.signal.aborted) throw new ChildStopped('stopped before it began');
  const entry = join(packageRoot(), 'dist', task.entry);
  if (!existsSync(entry)) throw new ChildFailed(`${entry} is missing: run "npm run build"`, undefined);
  const child = spawn('/bin/sh', ['-c', WITHOUT_CORE_DUMPS, process.execPath, entry], {
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '' }, // no NODE_OPTIONS (an inspector would see PINs), no secrets
    detached: true, // Ctrl-C reaches us first, and we end it
  });
  const stop = (): void => void child.kill('SIGKILL');
  task.signal.addEventListener('abort', stop, { once: true });
  const [stdin, stdout] = child.stdio as unknown as readonly [Writable, Readable];
  const secret = child.stdio[SECRET_FD] as Writable;
  for (const pipe of [stdin, secret]) pipe.on('error', () => undefined); // it ended before it read: its exit says why
  stdin.write(`${JSON.stringify(task.input)}\n`);
  secret.end(task.secret ?? Buffer.alloc(0), () => task.secret?.fill(0));

  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let last: Said | ChildFailure | undefined;
  try {
    for await (const line of createInterface({ input: stdout })) {
      last = JSON.parse(line) as Said | ChildFailure;
      if (!('failed' in last)) task.onSaid?.(last);
    }
    const [code, signal] = await exited;
    if (task.signal.aborted) throw new ChildStopped('stopped');
    if (last !== undefined && 'failed' in last) throw new ChildFailed(last.failed.reason, last.failed.sqlState);
    if (code !== 0 || last === undefined) throw new ChildFailed(`ended with ${signal ?? `code ${code}`}`, undefined);
    return last;
  } finally {
    task.signal.removeEventListener('abort', stop);
    stop();
    await exited;
  }
}

function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
