import type { Command } from 'commander';
import { onDatabase } from './database-place.js';
import { examples } from './examples.js';
import { usage } from './exit.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,189}$/;
const NAME_LENGTH_MAX = 80;

/** An installation begins with nobody: who owns its database makes one person, and that one all others. */
export function define(command: Command, shell: Shell): void {
  command
    .argument('<email>', 'who signs in with it')
    .argument('<name>', 'as colleagues know them')
    .action(async (email: string, name: string) => {
      if (!EMAIL.test(email)) throw usage(`${email} is no e-mail address`);
      if (name.trim() === '' || name.length > NAME_LENGTH_MAX)
        throw usage(`a name has 1 to ${NAME_LENGTH_MAX} characters`);
      const output = Output.of(command, shell);
      const { code, expiresAt } = await onDatabase(command, shell, output, (url) => create(url, email, name));
      await output.result({ email, code, expiresAt }, () =>
        output.fields([
          ['e-mail', email],
          ['one-time code', code],
          ['until', expiresAt.toISOString()],
        ]),
      );
      output.next('open /office, choose "I have a one-time code", and set password and second factor');
    });
  examples(command, ['reup first-admin ada@example.com "Ada Admin"', 'DATABASE_URL=postgres://… reup first-admin …']);
}

async function create(url: string, email: string, name: string) {
  const { BULK_POOL, Transactions, databaseOptions, openDataSource } = await import('#lib/database');
  const { createFirstAdmin } = await import('#lib/access');
  const source = await openDataSource(databaseOptions(url, { ...BULK_POOL, name: 'first-admin', connectionsMax: 1 }));
  try {
    return await createFirstAdmin(new Transactions(source), { email, name });
  } finally {
    await source.destroy();
  }
}
