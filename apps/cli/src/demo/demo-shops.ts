import { generateKeyPairSync } from 'node:crypto';
import type { Transactions } from '#lib/database';
import { type RetailService, openShift } from '#lib/retail';
import type { Till } from '#lib/activation';
import { DEMO_CLERK, hashDemoClerks, seedClerks } from './demo-clerks.js';
import type { DemoFile } from './demo-file.js';

/** Reserved for fiction, as 555-01XX is. */
export const DEMO_HELP_PHONE = '1-800-555-0117';

interface Shop {
  readonly name: string;
  readonly address: string;
  readonly zone: string;
  readonly jurisdiction: string;
  readonly tills: number;
}

/** The first sells as machine hosts do, in bursts and with a large credit; the second is a handful of corner shops. */
const RETAILERS: readonly { readonly name: string; readonly facts: object; readonly shops: readonly Shop[] }[] = [
  {
    name: 'Acme Markets',
    facts: {
      receiving: 'strict',
      commissionBp: 800,
      cutOffMinutes: 180,
      creditLimitMinor: 1_000_000_000n,
      sellsInBursts: true,
    },
    shops: [
      {
        name: 'Acme Riverside',
        address: '12 River St, Newark NJ',
        zone: 'America/New_York',
        jurisdiction: 'US-NJ',
        tills: 2,
      },
      {
        name: 'Acme Lakeview',
        address: '480 Lake Ave, Chicago IL',
        zone: 'America/Chicago',
        jurisdiction: 'US-IL',
        tills: 1,
      },
      {
        name: 'Acme Sunset',
        address: '77 Sunset Blvd, Los Angeles CA',
        zone: 'America/Los_Angeles',
        jurisdiction: 'US-CA',
        tills: 1,
      },
    ],
  },
  {
    name: 'Corner & Co',
    facts: {
      receiving: 'lenient',
      commissionBp: 1_000,
      cutOffMinutes: 0,
      creditLimitMinor: 500_000n,
      sellsInBursts: false,
    },
    shops: [
      {
        name: 'Corner Main Street',
        address: '3 Main St, Dover DE',
        zone: 'America/New_York',
        jurisdiction: 'US-DE',
        tills: 1,
      },
      {
        name: 'Corner Station',
        address: '1 Station Sq, Trenton NJ',
        zone: 'America/New_York',
        jurisdiction: 'US-NJ',
        tills: 1,
      },
    ],
  },
];

/** Of a demo store of this name. */
export function jurisdictionOf(store: string): { readonly jurisdiction?: string } {
  const shop = RETAILERS.flatMap(({ shops }) => shops).find(({ name }) => name === store);
  return shop === undefined ? {} : { jurisdiction: shop.jurisdiction };
}

export interface DemoShops {
  readonly stores: DemoFile['stores'];
  readonly terminals: DemoFile['terminals'];
  /** The first till of each store, in the order of the stores. */
  readonly tills: readonly Till[];
}

/** Retailers, stores, tills with keys of their own, clerks; a shift is open at the very first till. */
export async function seedShops(transactions: Transactions, retail: RetailService): Promise<DemoShops> {
  const clerks = await hashDemoClerks();
  return transactions.run(async (tx) => {
    const stores: DemoFile['stores'][number][] = [];
    const terminals: DemoFile['terminals'][number][] = [];
    const tills: Till[] = [];
    for (const { name: retailer, facts, shops } of RETAILERS) {
      const made = await retail.createRetailer(tx, { name: retailer, clawBack: true, ...facts } as Parameters<
        RetailService['createRetailer']
      >[1]);
      for (const { tills: count, ...shop } of shops) {
        const store = await retail.createStore(tx, { retailerId: made.id, helpPhone: DEMO_HELP_PHONE, ...shop });
        stores.push({ id: String(store.id), name: shop.name, retailer });
        await seedClerks(tx, store.id, clerks);
        for (let n = 1; n <= count; n++) {
          const pair = generateKeyPairSync('ed25519');
          const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
          const terminal = await retail.createTerminal(tx, { storeId: store.id, name: `Till ${n}`, publicKey });
          const privateKeyPem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
          terminals.push({
            id: String(terminal.id),
            keyId: terminal.keys[0]!.keyId,
            privateKeyPem,
            storeId: String(store.id),
          });
          if (n > 1) continue;
          const { id: retailerId, commissionBp, cutOffMinutes, receiving, clawBack } = made;
          tills.push({
            terminalId: terminal.id,
            storeId: store.id,
            retailerId,
            zone: shop.zone,
            commissionBp,
            cutOffMinutes,
            receiving,
            clawBack,
            currency: 'USD',
            creditLimited: made.creditLimitMinor !== null,
            sellsInBursts: made.sellsInBursts,
            sandbox: false,
          });
        }
      }
    }
    await openShift(tx, { terminalId: tills[0]!.terminalId, clerkCode: DEMO_CLERK, floatMinor: 10_000n });
    return { stores, terminals, tills };
  });
}
