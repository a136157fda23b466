import type { Command } from 'commander';
import { configOf, onDatabase } from './database-place.js';
import { examples } from './examples.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

export function define(command: Command, shell: Shell): void {
  command.action(async () => {
    const output = Output.of(command, shell);
    const { migrate } = await import('#lib/database');
    const { migrateQueues } = await import('#lib/queue');
    const { redisUrl } = await configOf(command, shell);
    const ran = await onDatabase(command, shell, output, async (url) => {
      const names = await migrate(url);
      if (redisUrl === undefined) await migrateQueues(url); // with Redis, the queues are not in the database
      return names;
    });
    await output.result({ migrations: ran }, () => (ran.length === 0 ? 'The schema is up to date.' : ran.join('\n')));
    output.next('reup verify');
  });
  examples(command, ['reup migrate', 'DATABASE_URL=postgres://… reup migrate']);
}
