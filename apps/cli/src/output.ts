import { styleText } from 'node:util';
import type { Command } from 'commander';
import type { Shell, ShellStream } from './shell.js';

export type Colour = 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold';
export type Cell = string | number | null | undefined;

/** stdout bears the result and nothing else; progress and news go to stderr. */
export class Output {
  constructor(
    private readonly shell: Shell,
    /** One object on stdout, for scripts. */
    readonly json: boolean,
  ) {}

  static of(command: Command, shell: Shell): Output {
    return new Output(shell, command.optsWithGlobals<{ json?: boolean }>().json === true);
  }

  /** The command's one result: the object with `--json`, else the text made of it. */
  result(answer: object, text: () => string | Promise<string>): Promise<void> {
    return this.print(async () => (this.json ? JSON.stringify(answer) : await text()));
  }

  /** What happened, by whom, what was left out. */
  news(text: string): void {
    this.shell.stderr.write(`${text}\n`);
  }

  /** The next command in the card's life. */
  next(...commands: string[]): void {
    if (this.json) return;
    for (const command of commands) this.news(`${paint(this.shell.stderr, 'dim', 'next:')} ${command}`);
  }

  /** Coloured only where stdout is a terminal that wants it. */
  paint(colour: Colour, text: string): string {
    return paint(this.shell.stdout, colour, text);
  }

  async table(head: readonly string[], rows: readonly (readonly Cell[])[]): Promise<string> {
    const { default: Table } = await import('cli-table3');
    // Without styles of its own, which it would write into a pipe too; no frame: rows stay greppable.
    const table = new Table({
      head: head.map((title) => this.paint('bold', title)),
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
      chars: FRAMELESS,
    });
    table.push(...rows.map((row) => row.map((cell) => String(cell ?? ''))));
    return lines(table.toString());
  }

  /** `name  value` lines; what has no value is left out. */
  async fields(entries: readonly (readonly [name: string, value: Cell])[]): Promise<string> {
    const known = entries.filter(([, value]) => value !== undefined && value !== null);
    const width = Math.max(0, ...known.map(([name]) => name.length));
    return known.map(([name, value]) => `${this.paint('dim', name.padEnd(width))}  ${String(value)}`).join('\n');
  }

  private async print(text: () => Promise<string>): Promise<void> {
    const line = await text();
    if (line !== '') this.shell.stdout.write(`${line}\n`);
  }
}

const FRAMELESS = Object.fromEntries(
  ['top', 'bottom', 'mid', 'left', 'right', 'middle']
    .flatMap((place) => [place, `${place}-mid`, `${place}-left`, `${place}-right`])
    .map((place) => [place, '']),
);

/** Tables pad their last column too: blanks at a line's end would be copied with it. */
function lines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

export function paint(stream: ShellStream, colour: Colour, text: string): string {
  return stream.isTTY === true ? styleText(colour, text, { stream }) : text;
}
