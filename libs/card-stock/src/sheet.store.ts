import type { Tx } from '#lib/database';

/** Spoiled cards of a range, by id. */
export async function spoiledCards(tx: Tx, firstCard: bigint, lastCard: bigint): Promise<bigint[]> {
  const rows = await tx.rows<{ id: string }>(
    `SELECT id FROM card WHERE id BETWEEN $1 AND $2 AND state = 'spoiled' ORDER BY id`,
    [String(firstCard), String(lastCard)],
  );
  return rows.map(({ id }) => BigInt(id));
}

/** Where the making is. Never of a sheet that came to its end meanwhile. */
export async function noteDone(tx: Tx, sheetId: string, done: number): Promise<void> {
  await tx.rows(`UPDATE sheet SET done = $2 WHERE id = $1 AND state = 'making'`, [sheetId, done]);
}
