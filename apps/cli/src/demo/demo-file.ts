import { existsSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** `.reup/demo.json` (design §8): lets a person or a script play every part. Never outside this machine. */
export interface DemoFile {
  readonly url: string;
  readonly staff: readonly {
    readonly email: string;
    readonly password: string;
    /** Base32, of the person's authenticator app. Absent in worlds of before second factors. */
    readonly totpSecret?: string;
    readonly token: string;
    readonly roles: readonly string[];
  }[];
  readonly stores: readonly { readonly id: string; readonly name: string; readonly retailer: string }[];
  readonly terminals: readonly {
    readonly id: string;
    readonly keyId: string;
    readonly privateKeyPem: string;
    readonly storeId: string;
  }[];
  readonly products: readonly {
    readonly id: string;
    readonly gtin: string;
    readonly months: number;
    readonly amountMinor: number;
    readonly currency: string;
  }[];
  readonly devices: readonly { readonly number: string; readonly paidThrough: string }[];
  /** Who stands at the tills; every store has the same. Absent in worlds of before registers. */
  readonly clerks?: readonly {
    readonly storeId: string;
    /** What the clerk is called at the till. */
    readonly code: string;
    readonly name: string;
    /** What the clerk signs in with. */
    readonly signIn: string;
    readonly supervisorCode?: string;
  }[];
  /** A till that waits for a browser to become it. Absent in worlds of before registers. */
  readonly register?: {
    readonly id: string;
    readonly name: string;
    readonly storeId: string;
    readonly store: string;
    readonly retailerId: string;
  };
  /** Tills of retailers that only play. Absent in worlds of before sandboxes. */
  readonly sandbox?: {
    /** Of their contracts. */
    readonly commissionBp: number;
    readonly terminals: readonly (DemoFile['terminals'][number] & { readonly receiving: 'strict' | 'lenient' })[];
  };
  /** As they were at seeding. */
  readonly cards: readonly {
    readonly serial: string;
    readonly pin: string;
    readonly state: string;
    /** Where it hung or was sold. Absent where it was in no store, and in worlds of before registers. */
    readonly storeId?: string;
  }[];
}

export function demoFilePath(home: string): string {
  return join(home, 'demo.json');
}

export function hasDemoFile(home: string): boolean {
  return existsSync(demoFilePath(home));
}

/** Written whole or not at all, readable by its owner alone. */
export async function writeDemoFile(home: string, demo: DemoFile): Promise<void> {
  const path = demoFilePath(home);
  const file = await open(`${path}.part`, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(demo, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
}

/** A later start may listen elsewhere; the rest stays as it was at seeding. */
export async function refreshDemoUrl(home: string, url: string): Promise<DemoFile> {
  const demo = JSON.parse(await readFile(demoFilePath(home), 'utf8')) as DemoFile;
  if (demo.url === url) return demo;
  const refreshed = { ...demo, url };
  await writeDemoFile(home, refreshed);
  return refreshed;
}
