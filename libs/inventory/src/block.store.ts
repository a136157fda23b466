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
