import type { Command } from 'commander';

/** Examples come before anything else in a command's help: they are what people look for. */
export function examples(command: Command, lines: readonly string[]): void {
  command.addHelpText('before', `Examples:\n${lines.map((line) => `  ${line}\n`).join('')}`);
}
