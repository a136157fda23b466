import type { Tx } from '#lib/database';
import { createClerk, hashClerkCode, hashSupervisorCode } from '#lib/retail';
import type { DemoFile } from './demo-file.js';

type DemoClerk = Omit<NonNullable<DemoFile['clerks']>[number], 'storeId'>;

/** Who stands at the tills of every demo store. */
export const DEMO_CLERKS: readonly DemoClerk[] = [
  { code: '17', name: 'Anna', signIn: '1717' },
  { code: '99', name: 'Sam', signIn: '9999', supervisorCode: '4711' },
];
/** Who opens the first till. */
export const DEMO_CLERK = DEMO_CLERKS[0]!.code;

/** A demo clerk, the codes as the database keeps them. */
export interface HashedClerk extends DemoClerk {
  readonly signInHash: string;
  readonly supervisorCodeHash?: string;
}

/** One hash for all stores: these codes are no secrets. Outside any transaction. */
export function hashDemoClerks(): Promise<HashedClerk[]> {
  return Promise.all(
    DEMO_CLERKS.map(async (clerk) => ({
      ...clerk,
      signInHash: await hashClerkCode(clerk.signIn),
      ...(clerk.supervisorCode === undefined
        ? {}
        : { supervisorCodeHash: await hashSupervisorCode(clerk.supervisorCode) }),
    })),
  );
}

export async function seedClerks(tx: Tx, storeId: number, clerks: readonly HashedClerk[]): Promise<void> {
  for (const { code, name, signInHash, supervisorCodeHash } of clerks)
    await createClerk(tx, {
      storeId,
      name,
      code,
      signInHash,
      ...(supervisorCodeHash === undefined ? {} : { supervisorCodeHash }),
    });
}

/** As they stand in `demo.json`. */
export function clerksOf(stores: DemoFile['stores']): NonNullable<DemoFile['clerks']> {
  return stores.flatMap(({ id: storeId }) => DEMO_CLERKS.map((clerk) => ({ storeId, ...clerk })));
}
