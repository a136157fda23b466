import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '#lib/database';
import { migrateQueues } from '#lib/queue';
import { type Config, ConfigInvalid, type Keyring } from '#lib/runtime';
import { populationOf, recreateDatabase } from './database-state.js';
import { giveDemoFactors } from './demo-factors.js';
import { hasDemoFile } from './demo-file.js';
import { giveDemoRegister } from './demo-register.js';
import { giveDemoSandbox } from './demo-sandbox.js';
import { whyNoDemo } from './demo-rules.js';
import { renewDemoProof } from './renew-proof.js';

export interface Preparing {
  /** The database is ours alone: what an interrupted seeding left may be taken away. */
  readonly embedded: boolean;
  /** `where_allowed`: an empty database gets one; where it may not stand, there is none and no complaint. */
  readonly demo: 'where_allowed' | 'required';
}

/** Brings the schema up to date and fills an empty database with the demo world. Tells whether it made one. */
export async function prepareDatabase(
  config: Config,
  keyring: Keyring,
  { embedded, demo }: Preparing,
): Promise<boolean> {
  const marker = join(config.home, 'seeding');
  if (existsSync(marker) && embedded) await recreateDatabase(config.database);
  await migrate(config.database);
  await migrateQueues(config.database);
  const population = await populationOf(config.database);
  if (config.production && population === 'demo')
    throw new ConfigInvalid('this database holds demo people: production needs its own');
  if (population !== 'empty') {
    if (existsSync(marker))
      throw new ConfigInvalid('an earlier seeding was interrupted: empty the database that DATABASE_URL names');
    if (demo === 'required' && !hasDemoFile(config.home))
      throw new ConfigInvalid('the database is not empty: the demo world is only for an empty one');
    if (population === 'demo' && whyNoDemo(config) === undefined) {
      await giveDemoFactors(config, keyring);
      await giveDemoRegister(config, keyring);
      await giveDemoSandbox(config, keyring);
      await renewDemoProof(config, keyring);
    }
    return false;
  }
  const refusal = whyNoDemo(config);
  if (refusal !== undefined) {
    if (demo === 'required') throw new ConfigInvalid(refusal);
    return false;
  }
  await writeFile(
    marker,
    'The demo world is being built; when this file is still here at a start, it is built anew.\n',
    { mode: 0o600 },
  );
  const { seedDemo } = await import('./seed-demo.js');
  await seedDemo(config, keyring);
  await rm(marker);
  return true;
}
