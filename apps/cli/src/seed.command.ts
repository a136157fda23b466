import type { Command } from 'commander';
import { configOf, onDatabase } from './database-place.js';
import { examples } from './examples.js';
import { EXIT, CommandEnd } from './exit.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

/** `npm start` does this by itself; alone it is for a database that DATABASE_URL names. */
export function define(command: Command, shell: Shell): void {
  command.action(async () => {
    const output = Output.of(command, shell);
    const { ConfigInvalid, Keyring } = await import('#lib/runtime');
    const given = await configOf(command, shell);
    await onDatabase(command, shell, output, async (url) => {
      const { prepareDatabase } = await import('./demo/prepare-database.js');
      const config = given.withDatabase(url);
      try {
        const made = await prepareDatabase(config, Keyring.open(config.keyringDir, { create: true }), {
          embedded: given.databaseUrl === undefined,
          demo: 'required',
        });
        await output.result({ seeded: made }, () =>
          made ? `The demo world is there: ${config.home}/demo.json` : 'The demo world was there already.',
        );
      } catch (error) {
        if (error instanceof ConfigInvalid)
          throw new CommandEnd(EXIT.usage, error.message, { code: 'seed.refused', detail: error.message });
        throw error;
      }
    });
    output.next('npm start');
  });
  examples(command, ['reup seed', 'DATABASE_URL=postgres://… reup seed']);
}
