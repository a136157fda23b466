import type { Tx } from '#lib/database';

/** The clerk sells nothing from here on; one who is suspended already keeps the first reason. Gives whether it is new. */
export async function suspendClerk(tx: Tx, clerkId: number, because: string): Promise<boolean> {
  const rows = await tx.rows(
    `UPDATE clerk SET suspended_at = clock_timestamp(), suspended_because = $2 WHERE id = $1 AND suspended_at IS NULL RETURNING id`,
    [clerkId, because],
  );
  return rows.length > 0;
}
