import { readFile } from 'node:fs/promises';
import type { Config, Keyring } from '#lib/runtime';
import { type DemoFile, demoFilePath, hasDemoFile, writeDemoFile } from './demo-file.js';

/** People of a demo world that is older than second factors get theirs. Broken off, it is done again at the next start. */
export async function giveDemoFactors(config: Config, keyring: Keyring): Promise<void> {
  if (!hasDemoFile(config.home)) return;
  const demo = JSON.parse(await readFile(demoFilePath(config.home), 'utf8')) as DemoFile;
  if (demo.staff.every(({ totpSecret }) => totpSecret !== undefined)) return;
  const [{ openServices }, { TotpFactor, newTotpSecret }, { Transactions }] = await Promise.all([
    import('./seed-demo.js'),
    import('#lib/access'),
    import('#lib/database'),
  ]);
  const staff = demo.staff.map((person) => ({ ...person, totpSecret: person.totpSecret ?? newTotpSecret() }));
  const app = await openServices(config, keyring);
  try {
    await app.get(Transactions).run(async (tx) => {
      for (const { email, totpSecret } of staff) {
        const [row] = await tx.rows<{ id: string }>('SELECT id FROM staff WHERE email = $1', [email]);
        if (row !== undefined) await app.get(TotpFactor).set(tx, row.id, totpSecret);
      }
    });
    await writeDemoFile(config.home, { ...demo, staff });
  } finally {
    await app.close();
  }
}
