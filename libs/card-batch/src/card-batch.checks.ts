import { batchNumber } from '#lib/cards';
import { type PromiseCheck, type ReadRows, absence } from '#lib/kernel';
import type { Keyring } from '#lib/runtime';

const SEALED = `('sealed', 'released', 'frozen', 'closed')`;
/** States of a batch that has, or may come to have, PINs to print. */
const KEYED = ['approved', 'minting', 'paused', 'minted'];

export const CARD_BATCH_CHECKS: readonly PromiseCheck[] = [
  absence(
    6,
    'a sealed batch has no PINs left',
    `SELECT c.batch_id AS batch, count(*) AS chunks FROM batch_chunk c JOIN batch b ON b.id = c.batch_id
      WHERE b.state IN ${SEALED} GROUP BY c.batch_id`,
  ),
  absence(
    7,
    'a batch has as many cards as it counts',
    `SELECT b.id AS batch, b.minted, count(c.id) AS cards FROM batch b
       LEFT JOIN card c ON c.id BETWEEN b.id::bigint * 10000000 AND b.id::bigint * 10000000 + 9999999
      GROUP BY b.id HAVING count(c.id) <> b.minted`,
  ),
  absence(
    7,
    'a batch that can be printed has a PIN for every card',
    `SELECT b.id AS batch, b.minted, coalesce(sum(c.cards), 0) AS pins FROM batch b
       LEFT JOIN batch_chunk c ON c.batch_id = b.id
      WHERE b.state IN ('minting', 'paused', 'minted') GROUP BY b.id HAVING coalesce(sum(c.cards), 0) <> b.minted`,
  ),
];

/** Promise 6 outside the database: keys that should have been destroyed, a line of text each. */
export async function keysOfSealedBatches(keyring: Keyring, read: ReadRows): Promise<readonly string[]> {
  const open = keyring.openBatches();
  const rows = await read('SELECT id, state FROM batch WHERE id = ANY($1::int[])', [open]);
  const states = new Map(rows.map(({ id, state }) => [Number(id), String(state)]));
  return open
    .filter((id) => !KEYED.includes(states.get(id) ?? 'unknown'))
    .map((id) => `batch ${batchNumber(id)} is ${states.get(id) ?? 'unknown'}, its key still exists`);
}
