import { batchNumber } from '#lib/cards';
import { type PromiseCheck, type ReadRows, absence } from '#lib/kernel';
import type { Keyring } from '#lib/runtime';
import { type SealManifest, isManifestSigned } from './seal-manifest.js';

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

/** Manifests read at once: one of a large batch names a hundred files. */
const MANIFESTS_A_PAGE = 200;

/** Promise 6 and 7 on paper: what was signed at a seal is still what the database says of it. */
export function sealManifests(keyring: Keyring): PromiseCheck {
  return {
    promise: 6,
    name: 'a seal’s manifest is what was signed, of that batch',
    async run(read) {
      const publicKey = keyring.signerPublicKey('manifest');
      const broken: string[] = [];
      for (let after = 0; broken.length < 20; ) {
        const rows = await read(
          `SELECT id, minted, manifest, manifest_signature AS signature FROM batch
            WHERE id > $1 AND manifest IS NOT NULL AND state IN ${SEALED} ORDER BY id LIMIT ${MANIFESTS_A_PAGE}`,
          [after],
        );
        for (const row of rows) {
          const manifest = row['manifest'] as SealManifest;
          const number = batchNumber(row['id'] as number);
          if (publicKey === undefined || !isManifestSigned(manifest, row['signature'] as Buffer, publicKey))
            broken.push(`batch ${number}: the signature does not fit its manifest`);
          else if (manifest.batch !== number || manifest.cards.minted !== row['minted'])
            broken.push(`batch ${number}: its manifest is another’s`);
        }
        if (rows.length < MANIFESTS_A_PAGE) break;
        after = rows.at(-1)!['id'] as number;
      }
      return broken;
    },
  };
}

/** Promise 6 outside the database: keys that should have been destroyed, a line of text each. */
export async function keysOfSealedBatches(keyring: Keyring, read: ReadRows): Promise<readonly string[]> {
  const open = keyring.openBatches();
  const rows = await read('SELECT id, state FROM batch WHERE id = ANY($1::int[])', [open]);
  const states = new Map(rows.map(({ id, state }) => [Number(id), String(state)]));
  return open
    .filter((id) => !KEYED.includes(states.get(id) ?? 'unknown'))
    .map((id) => `batch ${batchNumber(id)} is ${states.get(id) ?? 'unknown'}, its key still exists`);
}
