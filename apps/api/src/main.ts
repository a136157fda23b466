import { Logger } from '@nestjs/common';
import { ConfigInvalid, Keyring, readConfig } from '#lib/runtime';
import { createApiApp } from './create-app.js';

/** The API alone: the database is migrated already (`reup migrate`), the workers run elsewhere. */
async function main(): Promise<void> {
  const config = readConfig();
  const app = await createApiApp(config, Keyring.open(config.keyringDir, { create: !config.production }));
  await app.listen(config.port, config.host);
  new Logger('api').log(`listening on ${await app.getUrl()}`);
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      void app.close().then(() => process.exit(0));
    });
  }
}

const EX_CONFIG = 78;

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigInvalid ? EX_CONFIG : 1);
});
