import { readFile } from 'node:fs/promises';
import type { Transactions } from '#lib/database';
import { Problem } from '#lib/kernel';
import type { RetailService } from '#lib/retail';
import type { Config, Keyring } from '#lib/runtime';
import { makeTerminalKey } from '#lib/till-client';
import { type DemoFile, demoFilePath, hasDemoFile, writeDemoFile } from './demo-file.js';

export type DemoSandbox = NonNullable<DemoFile['sandbox']>;

const TILLS = 2;
const COMMISSION_BP = 800;

/** One refuses cards that nobody received, the other receives them by their sale: a certification meets both. */
const RETAILERS = [
  { name: 'Sandbox Strict', receiving: 'strict' },
  { name: 'Sandbox Lenient', receiving: 'lenient' },
] as const;

/** Retailers that only play, for integrators: their tills may ask for cards that give each outcome on purpose. */
export async function seedSandbox(transactions: Transactions, retail: RetailService): Promise<DemoSandbox> {
  return transactions.run(async (tx) => {
    const terminals: DemoSandbox['terminals'][number][] = [];
    for (const { name, receiving } of RETAILERS) {
      const retailer = await retail.createRetailer(tx, {
        name,
        receiving,
        commissionBp: COMMISSION_BP,
        clawBack: true,
        cutOffMinutes: 0,
        creditLimitMinor: null,
        sellsInBursts: true, // a certification sells thirty cards in a minute
        sandbox: true,
      });
      const store = await retail.createStore(tx, {
        retailerId: retailer.id,
        name: `${name} Store`,
        address: '1 Test Lane, Dover DE',
        zone: 'America/New_York',
        helpPhone: '+1 302 555 0100',
      });
      for (let n = 1; n <= TILLS; n++) {
        const { privateKeyPem, publicKeyPem } = await makeTerminalKey();
        const made = await retail.createTerminal(tx, {
          storeId: store.id,
          name: `Sandbox till ${n}`,
          publicKey: publicKeyPem,
        });
        const { keyId } = made.keys[0]!;
        terminals.push({ id: String(made.id), keyId, privateKeyPem, storeId: String(store.id), receiving });
      }
    }
    return { commissionBp: COMMISSION_BP, terminals };
  });
}

/** A demo world that is older than sandboxes gets its own. */
export async function giveDemoSandbox(config: Config, keyring: Keyring): Promise<void> {
  if (!hasDemoFile(config.home)) return;
  const demo = JSON.parse(await readFile(demoFilePath(config.home), 'utf8')) as DemoFile;
  if (demo.sandbox !== undefined) return;
  const [{ openServices }, { RetailService }, { Transactions }] = await Promise.all([
    import('./seed-demo.js'),
    import('#lib/retail'),
    import('#lib/database'),
  ]);
  const app = await openServices(config, keyring);
  try {
    const sandbox = await seedSandbox(app.get(Transactions), app.get(RetailService)).catch((error: unknown) => {
      // Broken off between the database and the file: those tills' keys are lost, and the world does without.
      if (error instanceof Problem && error.code === 'name.taken') return undefined;
      throw error;
    });
    if (sandbox !== undefined) await writeDemoFile(config.home, { ...demo, sandbox });
  } finally {
    await app.close();
  }
}
