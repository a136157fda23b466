import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandEnd, EXIT, usage } from './exit.js';
import type { Shell } from './shell.js';

export interface Confirmation {
  /** `--yes` was given. */
  readonly yes: boolean | undefined;
  /** What will happen, and that it can't be undone. */
  readonly warning: string;
  /** What a person types to mean it. */
  readonly typed: string;
}

/** What destroys something wants a word: `--yes`, or on a terminal the name of the thing. */
export async function confirm(shell: Shell, { yes, warning, typed }: Confirmation): Promise<void> {
  if (yes === true) return;
  if (shell.stdin.isTTY !== true) throw usage(`${warning} Say --yes to mean it.`);
  const answer = await ask(shell, `${warning}\nType ${typed} to go on: `, { hidden: false });
  if (answer.trim() !== typed) throw usage('Nothing was done.');
}

/** One line from the keyboard; hidden = nothing of it is shown. */
export async function ask(
  { stdin, stderr }: Shell,
  question: string,
  { hidden }: { readonly hidden: boolean },
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  stderr.write(question);
  const lines = createInterface({ input: stdin, output: hidden ? nowhere : stderr, terminal: stdin.isTTY === true });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('SIGINT', () => reject(new CommandEnd(EXIT.interrupted, 'stopped')));
      lines.once('close', () => reject(usage('nothing was typed')));
    });
  } finally {
    lines.close();
    if (hidden) stderr.write('\n');
  }
}
