import type { Readable, Writable } from 'node:stream';

export type ShellStream = Writable & { readonly isTTY?: boolean };

/** Where a command runs; `process` is one. */
export interface Shell {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: ShellStream;
  readonly stderr: ShellStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}
