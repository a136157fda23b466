import { type PromiseCheck, absence } from '#lib/kernel';
import { BOX_PARTS } from './stock.store.js';

/** Parts of boxes, each with how many of its cards hang or are on their way: counted part by part, by their keys. */
const partsWith = (where: string): string =>
  `SELECT k.id, k.store_id, k.batch_id, n.cards FROM (${BOX_PARTS} ${where}) k CROSS JOIN LATERAL (
     SELECT count(*) AS cards FROM card c
      WHERE c.id >= lower(k.part) AND c.id < upper(k.part) AND c.store_id = k.store_id AND c.state IN ('shipped', 'in_store')) n`;

export const INVENTORY_CHECKS: readonly PromiseCheck[] = [
  absence(
    7,
    'a card in the warehouse is no store’s',
    `SELECT id AS card, state, store_id AS store FROM card
      WHERE store_id IS NOT NULL AND (state IN ('printed', 'spoiled') OR blocked_from = 'printed')`,
  ),
  absence(
    7,
    'a card at a store, or on its way there, lies in a box sent to it',
    `SELECT c.batch, c.store, c.cards, coalesce(boxed.cards, 0) AS boxed
       FROM (SELECT id / 10000000 AS batch, store_id AS store, count(*) AS cards FROM card
              WHERE state IN ('shipped', 'in_store') GROUP BY 1, 2) c
       LEFT JOIN (SELECT batch_id AS batch, store_id AS store, sum(cards) AS cards FROM (${partsWith('')}) p GROUP BY 1, 2) boxed
            ON boxed.batch = c.batch AND boxed.store = c.store
      WHERE boxed.cards IS DISTINCT FROM c.cards`,
  ),
  absence(
    7,
    'a box that counts as sold out has nothing left on the peg',
    `SELECT id AS consignment, cards FROM (${partsWith('WHERE k.cleared_at IS NOT NULL')}) p WHERE cards > 0`,
  ),
];
