import type { BulkTransactions } from '#lib/database';

/** Our advisory lock: of all processes and hosts that share the keyring folder, one makes or destroys keys at a time. */
const KEYRING = 740_022;

/** Does its work alone, in milliseconds. The lock ends with the connection, so that a killed process holds up nobody. */
export async function withKeyring<Result>(bulk: BulkTransactions, work: () => Result): Promise<Result> {
  return bulk.run(async (tx) => {
    await tx.rows('SELECT pg_advisory_xact_lock($1)', [KEYRING]);
    return work();
  });
}
