import type { CardRange } from '#lib/cards';
import type { Tx } from '#lib/database';

/** The blocked cards of a range: how many, and a digest of which they are and what each was blocked out of. */
export interface BlockedCards {
  readonly cards: number;
  /** SHA-256 over the runs of neighbours. */
  readonly digest: Buffer;
  /** How many were blocked out of which state. */
  readonly from: Readonly<Record<string, number>>;
}

export async function readBlocked(tx: Tx, { firstCard, lastCard }: CardRange): Promise<BlockedCards> {
  const rows = await tx.rows<{ blocked_from: string; cards: string; digest: Buffer }>(
    `WITH blocked AS (
       SELECT id, blocked_from, id - row_number() OVER (PARTITION BY blocked_from ORDER BY id) AS run
         FROM card WHERE id BETWEEN $1 AND $2 AND state = 'blocked'),
     runs AS (SELECT blocked_from, min(id) AS first, max(id) AS last FROM blocked GROUP BY blocked_from, run)
     SELECT blocked_from, sum(last - first + 1) AS cards,
            sha256(convert_to(string_agg(first || '-' || last, ',' ORDER BY first), 'UTF8')) AS digest
       FROM runs GROUP BY blocked_from ORDER BY blocked_from`,
    [String(firstCard), String(lastCard)],
  );
  return {
    cards: rows.reduce((sum, { cards }) => sum + Number(cards), 0),
    digest: Buffer.concat(rows.flatMap(({ blocked_from, digest }) => [Buffer.from(`${blocked_from}:`), digest])),
    from: Object.fromEntries(rows.map(({ blocked_from, cards }) => [blocked_from, Number(cards)])),
  };
}

/** A shop's cards among those that were blocked. */
export interface ShopOfBlock extends CardRange {
  readonly retailerId: number;
  readonly storeId: number;
  readonly cards: number;
}

/** The shops that blocked cards belong to, sold ones too; what lies in the warehouse belongs to none. */
export async function readShopsOfBlock(tx: Tx, runs: readonly CardRange[]): Promise<ShopOfBlock[]> {
  const rows = await tx.rows<{ retailer_id: number; store_id: number; first: string; last: string; cards: string }>(
    `SELECT s.retailer_id, s.id AS store_id, min(c.id) AS first, max(c.id) AS last, count(*) AS cards
       FROM unnest($1::bigint[], $2::bigint[]) AS run (first, last)
       JOIN card c ON c.id BETWEEN run.first AND run.last
       JOIN store s ON s.id = c.store_id
      GROUP BY s.retailer_id, s.id ORDER BY s.id`,
    [runs.map(({ firstCard }) => String(firstCard)), runs.map(({ lastCard }) => String(lastCard))],
  );
  return rows.map(({ retailer_id, store_id, first, last, cards }) => ({
    retailerId: retailer_id,
    storeId: store_id,
    firstCard: BigInt(first),
    lastCard: BigInt(last),
    cards: Number(cards),
  }));
}
