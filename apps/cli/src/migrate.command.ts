import type { Command } from 'commander';
import { onDatabase } from './database-place.js';
import { examples } from './examples.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

export function define(command: Command, shell: Shell): void {
  command.action(async () => {
    const output = Output.of(command, shell);
    const { migrate } = await import('#lib/database');
    const ran = await onDatabase(command, shell, output, migrate);
    await output.result({ migrations: ran }, () => (ran.length === 0 ? 'The schema is up to date.' : ran.join('\n')));
    output.next('reup verify');
  });
  examples(command, ['reup migrate', 'DATABASE_URL=postgres://… reup migrate']);
}
