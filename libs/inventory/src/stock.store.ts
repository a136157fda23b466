import type { BatchState } from '#lib/cards';
import type { Tx } from '#lib/database';

/** A store’s stock of one product, counted from its boxes. */
export interface StoreStock {
  readonly storeId: number;
  readonly storeName: string;
  readonly productId: number;
  readonly productName: string;
  readonly onTheWay: number;
  readonly inStore: number;
  readonly sold: number;
  /** Whole days since the oldest box of which a card still hangs there came; `null`: none hangs. */
  readonly oldestDays: number | null;
  readonly reorderPoint: number | null;
}

export interface StockFilter {
  readonly storeId?: number;
  readonly productId?: number;
}

/** A line of the list, in its order. */
export interface StockPlace {
  readonly storeId: number;
  readonly productId: number;
}

/**
 * The parts of boxes that are still their stores’: what came back later is not in them, so no card is in two. Boxes
 * cleared long ago hold nothing to count.
 */
export const BOX_PARTS = `SELECT k.id, k.store_id, k.first_card / 10000000 AS batch_id, coalesce(k.received_at, k.shipped_at) AS since,
    unnest(int8multirange(int8range(k.first_card, k.last_card, '[]')) - coalesce((
      SELECT range_agg(int8range(r.first_card, r.last_card, '[]')) FROM card_return r
       WHERE r.store_id = k.store_id AND r.returned_at > k.shipped_at
         AND r.first_card <= k.last_card AND r.last_card >= k.first_card), '{}')) AS part
  FROM consignment k`;

/**
 * One page of stores and products in the order of their ids: every pair that ever had a box or has a re-order point.
 * Cards are read by their keys, box by box; a sale’s time is in its id, so that no other table is asked for it.
 */
export async function listStock(
  tx: Tx,
  { storeId, productId }: StockFilter,
  soldSinceId: string,
  limit: number,
  after?: StockPlace,
): Promise<StoreStock[]> {
  return tx.rows<StoreStock>(
    `WITH pair AS MATERIALIZED (
       SELECT store_id, product_id FROM (
         SELECT k.store_id, b.product_id FROM consignment k JOIN batch b ON b.id = k.first_card / 10000000
          WHERE ($1::int IS NULL OR k.store_id = $1) AND ($2::int IS NULL OR b.product_id = $2)
         UNION
         SELECT store_id, product_id FROM reorder_point
          WHERE ($1::int IS NULL OR store_id = $1) AND ($2::int IS NULL OR product_id = $2)) p
        WHERE $4::int IS NULL OR (store_id, product_id) > ($4, $5::int)
        ORDER BY store_id, product_id LIMIT $6),
     counted AS (
       SELECT p.store_id, p.product_id, sum(n.on_the_way) AS on_the_way, sum(n.in_store) AS in_store, sum(n.sold) AS sold,
              min(k.since) FILTER (WHERE n.in_store > 0) AS oldest
         FROM pair p
         JOIN (${BOX_PARTS} WHERE k.cleared_at IS NULL AND k.store_id IN (SELECT store_id FROM pair)) k ON k.store_id = p.store_id
         JOIN batch b ON b.id = k.batch_id AND b.product_id = p.product_id
        CROSS JOIN LATERAL (
          SELECT count(*) FILTER (WHERE state = 'shipped') AS on_the_way, count(*) FILTER (WHERE state = 'in_store') AS in_store,
                 count(*) FILTER (WHERE activation_id >= $3::uuid) AS sold
            FROM card c WHERE c.id >= lower(k.part) AND c.id < upper(k.part)) n
        GROUP BY 1, 2)
     SELECT p.store_id AS "storeId", s.name AS "storeName", p.product_id AS "productId", d.name AS "productName",
            coalesce(n.on_the_way, 0)::int AS "onTheWay", coalesce(n.in_store, 0)::int AS "inStore", coalesce(n.sold, 0)::int AS sold,
            floor(extract(epoch FROM now() - n.oldest) / 86400)::int AS "oldestDays", r.cards AS "reorderPoint"
       FROM pair p JOIN store s ON s.id = p.store_id JOIN product d ON d.id = p.product_id
       LEFT JOIN counted n USING (store_id, product_id) LEFT JOIN reorder_point r USING (store_id, product_id)
      ORDER BY p.store_id, p.product_id`,
    [storeId ?? null, productId ?? null, soldSinceId, after?.storeId ?? null, after?.productId ?? null, limit],
  );
}

/** What of a batch lies in the warehouse, and what was taken out of it. */
export interface WarehouseStock {
  readonly batchId: number;
  readonly state: BatchState;
  readonly productId: number;
  readonly productName: string;
  readonly cards: number;
  readonly inWarehouse: number;
  /** In boxes that went to stores and did not come back. */
  readonly sent: number;
  readonly spoiled: number;
  readonly blocked: number;
  readonly sellBy: string;
}

/** Events of ranges that lie beside a batch’s boxes, as far as they do. */
const BESIDE_BOXES = `SELECT kind, upper(part) - lower(part) AS cards FROM (
    SELECT kind, unnest(int8multirange(int8range(first_card, last_card, '[]')) * g.gaps) AS part FROM (
      SELECT kind, first_card, last_card FROM card_event
       WHERE first_card <> last_card AND first_card >= b.first AND first_card < b.behind AND kind IN ('spoil', 'block', 'unblock')
      UNION ALL
      SELECT kind, first_card, last_card FROM unnest(g.gaps) AS gap JOIN card_event ON first_card >= lower(gap) AND first_card < upper(gap)
       WHERE first_card = last_card AND kind IN ('spoil', 'block', 'unblock')) e) p`;

/**
 * One page of batches, the newest first. Counted by ranges alone, whatever the size of the batch: what was minted less
 * what boxes hold, less what was spoiled or is blocked beside them.
 */
export async function listWarehouse(
  tx: Tx,
  productId: number | undefined,
  limit: number,
  before?: number,
): Promise<WarehouseStock[]> {
  return tx.rows<WarehouseStock>(
    `SELECT b.id AS "batchId", b.state, p.id AS "productId", p.name AS "productName", b.quantity AS cards,
            (b.quantity - box.sent - e.spoiled - e.blocked)::int AS "inWarehouse", box.sent::int AS sent,
            e.spoiled::int AS spoiled, e.blocked::int AS blocked, b.sell_by::text AS "sellBy"
       FROM (SELECT id, state, product_id, quantity, sell_by, id::bigint * 10000000 AS first, id::bigint * 10000000 + quantity AS behind
               FROM batch WHERE state IN ('sealed', 'released', 'frozen') AND ($2::int IS NULL OR product_id = $2)
                AND ($3::int IS NULL OR id < $3) ORDER BY id DESC LIMIT $1) b
       JOIN product p ON p.id = b.product_id
      CROSS JOIN LATERAL (
        SELECT coalesce(range_agg(part), '{}') AS parts, coalesce(sum(upper(part) - lower(part)), 0) AS sent
          FROM (${BOX_PARTS} WHERE k.first_card >= b.first AND k.first_card < b.behind) k) box
      CROSS JOIN LATERAL (SELECT int8multirange(int8range(b.first, b.behind)) - box.parts AS gaps) g
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(cards) FILTER (WHERE kind = 'spoil'), 0) AS spoiled,
               coalesce(sum(CASE kind WHEN 'block' THEN cards WHEN 'unblock' THEN -cards END), 0) AS blocked
          FROM (${BESIDE_BOXES}) moved) e
      ORDER BY b.id DESC`,
    [limit, productId ?? null, before ?? null],
  );
}

/** Sets from how many cards on a store is sent more of a product. */
export async function setReorderPoint(tx: Tx, { storeId, productId }: StockPlace, cards: number): Promise<void> {
  await tx.rows(
    `INSERT INTO reorder_point (store_id, product_id, cards) VALUES ($1, $2, $3)
     ON CONFLICT (store_id, product_id) DO UPDATE SET cards = excluded.cards`,
    [storeId, productId, cards],
  );
}

/**
 * Marks boxes of which no card can hang on a peg again: all were sold before that id, or came to their end. Looks at so
 * many boxes behind one, in the order of their ids; gives the last one looked at.
 */
export async function clearBoxes(
  tx: Tx,
  soldBeforeId: string,
  boxes: number,
  after: string | null,
): Promise<string | null> {
  const [row] = await tx.rows<{ last: string | null }>(
    `WITH looked AS MATERIALIZED (
       SELECT k.id, EXISTS (
           SELECT FROM card c WHERE c.id BETWEEN k.first_card AND k.last_card AND c.store_id = k.store_id
              AND (c.state IN ('shipped', 'in_store', 'held', 'blocked') OR c.activation_id >= $1::uuid)) AS alive
         FROM (SELECT id, store_id, first_card, last_card FROM consignment
                WHERE cleared_at IS NULL AND state <> 'shipped' AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $2) k),
     cleared AS (UPDATE consignment k SET cleared_at = now() FROM looked l WHERE k.id = l.id AND NOT l.alive)
     SELECT max(id::text) AS last FROM looked`,
    [soldBeforeId, boxes, after],
  );
  return row!.last;
}
