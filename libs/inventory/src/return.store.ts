import type { Tx } from '#lib/database';

/** A return as people read of it. */
export interface ReturnView {
  readonly id: string;
  readonly storeId: number;
  readonly storeName: string;
  readonly batchId: number;
  readonly productId: number;
  readonly productName: string;
  readonly firstCard: bigint;
  readonly lastCard: bigint;
  readonly cards: number;
  readonly reason: string;
  readonly returnedBy: string;
  readonly returnedByName: string | null;
  readonly returnedAt: Date;
}

type ReturnRow = Omit<ReturnView, 'firstCard' | 'lastCard'> & {
  readonly firstCard: string;
  readonly lastCard: string;
};

const VIEW = `SELECT r.id, r.store_id AS "storeId", s.name AS "storeName", b.id AS "batchId", p.id AS "productId",
    p.name AS "productName", r.first_card AS "firstCard", r.last_card AS "lastCard", r.cards, r.reason,
    r.returned_by AS "returnedBy", who.name AS "returnedByName", r.returned_at AS "returnedAt"
  FROM card_return r JOIN store s ON s.id = r.store_id JOIN batch b ON b.id = r.first_card / 10000000
  JOIN product p ON p.id = b.product_id LEFT JOIN staff who ON 'staff:' || who.id = r.returned_by`;

export async function readReturn(tx: Tx, id: string): Promise<ReturnView | undefined> {
  const [row] = await tx.rows<ReturnRow>(`${VIEW} WHERE r.id = $1`, [id]);
  return row === undefined ? undefined : toView(row);
}

export async function listReturns(
  tx: Tx,
  storeId: number | undefined,
  limit: number,
  before?: string,
): Promise<ReturnView[]> {
  const rows = await tx.rows<ReturnRow>(
    `${VIEW} WHERE ($2::uuid IS NULL OR r.id < $2) AND ($3::int IS NULL OR r.store_id = $3) ORDER BY r.id DESC LIMIT $1`,
    [limit, before ?? null, storeId ?? null],
  );
  return rows.map(toView);
}

function toView(row: ReturnRow): ReturnView {
  return { ...row, firstCard: BigInt(row.firstCard), lastCard: BigInt(row.lastCard) };
}
