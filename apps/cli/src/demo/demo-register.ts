import { readFile } from 'node:fs/promises';
import type { Transactions } from '#lib/database';
import type { ClerkDesk, RetailService } from '#lib/retail';
import type { Config, Keyring } from '#lib/runtime';
import { clerksOf, hashDemoClerks } from './demo-clerks.js';
import { type DemoFile, demoFilePath, hasDemoFile, writeDemoFile } from './demo-file.js';
import { DEMO_HELP_PHONE, jurisdictionOf } from './demo-shops.js';

export const DEMO_REGISTER = 'Register';
const ROWS_MAX = 200;

type Store = DemoFile['stores'][number];

/** A till without a key: a browser becomes it, by the enrolment code that the office shows. One that is there already is it. */
export async function seedRegister(
  transactions: Transactions,
  retail: RetailService,
  { id: storeId, name: store }: Store,
): Promise<NonNullable<DemoFile['register']>> {
  const [facts] = await retail.listStores({ afterId: Number(storeId) - 1, rowsMax: 1 });
  const terminals = await retail.listTerminals({ afterId: 0, rowsMax: ROWS_MAX }, Number(storeId));
  const register =
    terminals.find(({ name }) => name === DEMO_REGISTER) ??
    (await transactions.run((tx) => retail.createTerminal(tx, { storeId: Number(storeId), name: DEMO_REGISTER })));
  return { id: String(register.id), name: DEMO_REGISTER, storeId, store, retailerId: String(facts!.retailerId) };
}

/** A demo world that is older than registers gets one, and its clerks their codes. Broken off, it is done again. */
export async function giveDemoRegister(config: Config, keyring: Keyring): Promise<void> {
  if (!hasDemoFile(config.home)) return;
  const demo = JSON.parse(await readFile(demoFilePath(config.home), 'utf8')) as DemoFile;
  const lastStore = demo.stores.at(-1);
  if (demo.clerks !== undefined || lastStore === undefined) return;
  const [{ openServices }, { ClerkDesk, RetailService }, { Transactions }] = await Promise.all([
    import('./seed-demo.js'),
    import('#lib/retail'),
    import('#lib/database'),
  ]);
  const app = await openServices(config, keyring);
  try {
    const [transactions, retail] = [app.get(Transactions), app.get(RetailService)];
    await giveCodes(transactions, retail, app.get(ClerkDesk), demo.stores);
    const register = await seedRegister(transactions, retail, lastStore);
    await writeDemoFile(config.home, { ...demo, clerks: clerksOf(demo.stores), register });
  } finally {
    await app.close();
  }
}

async function giveCodes(
  transactions: Transactions,
  retail: RetailService,
  desk: ClerkDesk,
  stores: readonly Store[],
): Promise<void> {
  const hashed = await hashDemoClerks();
  for (const { id, name } of stores) {
    const storeId = Number(id);
    const clerks = await desk.list({ afterId: 0, rowsMax: ROWS_MAX }, storeId);
    await transactions.run(async (tx) => {
      await retail.correctStore(tx, storeId, { helpPhone: DEMO_HELP_PHONE, ...jurisdictionOf(name) });
      for (const { code, signInHash } of hashed) {
        const clerk = clerks.find((one) => one.code === code);
        if (clerk !== undefined) await desk.setCode(tx, clerk.id, signInHash);
      }
    });
  }
}
