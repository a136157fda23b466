import {
  type BatchState,
  type CardRange,
  type CardState,
  type StoredCardState,
  isSealed,
  shownState,
} from '#lib/cards';
import type { Tx } from '#lib/database';
import { Problem } from '#lib/kernel';
import type { ConsignmentState } from './consignment.entity.js';

/** A consignment as people read of it. */
export interface ConsignmentView {
  readonly id: string;
  readonly state: ConsignmentState;
  readonly storeId: number;
  readonly storeName: string;
  readonly batchId: number;
  readonly productId: number;
  readonly productName: string;
  readonly firstCard: bigint;
  readonly lastCard: bigint;
  readonly cards: number;
  /** Cards counted at the store. */
  readonly received: number | null;
  readonly shippedBy: string;
  readonly shippedByName: string | null;
  readonly shippedAt: Date;
  readonly receivedBy: string | null;
  readonly receivedByName: string | null;
  readonly receivedAt: Date | null;
}

/** Which consignments a list shows, newest first. */
export interface ConsignmentFilter {
  readonly storeId?: number;
  readonly state?: ConsignmentState;
  /** Only those whose range holds this card. */
  readonly card?: bigint;
}

type ViewRow = Omit<ConsignmentView, 'firstCard' | 'lastCard'> & {
  readonly firstCard: string;
  readonly lastCard: string;
};

const VIEW = `SELECT k.id, k.state, k.store_id AS "storeId", s.name AS "storeName", b.id AS "batchId", p.id AS "productId",
    p.name AS "productName", k.first_card AS "firstCard", k.last_card AS "lastCard", k.cards, k.received,
    k.shipped_by AS "shippedBy", shipper.name AS "shippedByName", k.shipped_at AS "shippedAt",
    k.received_by AS "receivedBy", receiver.name AS "receivedByName", k.received_at AS "receivedAt"
  FROM consignment k JOIN store s ON s.id = k.store_id JOIN batch b ON b.id = k.first_card / 10000000
  JOIN product p ON p.id = b.product_id
  LEFT JOIN staff shipper ON 'staff:' || shipper.id = k.shipped_by
  LEFT JOIN staff receiver ON 'staff:' || receiver.id = k.received_by`;

export async function readConsignment(tx: Tx, id: string): Promise<ConsignmentView | undefined> {
  const [row] = await tx.rows<ViewRow>(`${VIEW} WHERE k.id = $1`, [id]);
  return row === undefined ? undefined : toView(row);
}

/** `before`: the last id of the page before. */
export async function listConsignments(
  tx: Tx,
  { storeId, state, card }: ConsignmentFilter,
  limit: number,
  before?: string,
): Promise<ConsignmentView[]> {
  const rows = await tx.rows<ViewRow>(
    `${VIEW} WHERE ($2::uuid IS NULL OR k.id < $2) AND ($3::int IS NULL OR k.store_id = $3) AND ($4::text IS NULL OR k.state = $4)
        AND ($5::bigint IS NULL OR (k.first_card BETWEEN $5 / 10000000 * 10000000 AND $5 AND k.last_card >= $5))
      ORDER BY k.id DESC LIMIT $1`,
    [limit, before ?? null, storeId ?? null, state ?? null, card === undefined ? null : String(card)],
  );
  return rows.map(toView);
}

function toView(row: ViewRow): ConsignmentView {
  return { ...row, firstCard: BigInt(row.firstCard), lastCard: BigInt(row.lastCard) };
}

/** Where one card is. */
export interface CardPlace {
  readonly id: bigint;
  readonly state: CardState;
  readonly blockedFrom: string | null;
  readonly batchId: number;
  readonly productId: number;
  readonly productName: string;
  readonly storeId: number | null;
  readonly storeName: string | null;
  /** The box that it was last sent in. */
  readonly consignmentId: string | null;
}

export async function readPlace(tx: Tx, card: bigint): Promise<CardPlace | undefined> {
  const [row] = await tx.rows<Omit<CardPlace, 'id' | 'state'> & { state: StoredCardState; batchState: BatchState }>(
    `SELECT c.state, c.blocked_from AS "blockedFrom", b.id AS "batchId", b.state AS "batchState", p.id AS "productId",
            p.name AS "productName", s.id AS "storeId", s.name AS "storeName",
            (SELECT k.id FROM consignment k WHERE k.first_card BETWEEN c.id / 10000000 * 10000000 AND c.id AND k.last_card >= c.id
              ORDER BY k.shipped_at DESC LIMIT 1) AS "consignmentId"
       FROM card c JOIN batch b ON b.id = c.id / 10000000 JOIN product p ON p.id = b.product_id
       LEFT JOIN store s ON s.id = c.store_id WHERE c.id = $1`,
    [String(card)],
  );
  if (row === undefined) return undefined;
  const { state, batchState, ...place } = row;
  return { id: card, state: shownState(state, isSealed(batchState)), ...place };
}

/** Boxes of the store on their way that hold cards of the range stay as they are until the transaction ends. */
export async function lockBoxesOnTheWay(tx: Tx, storeId: number, { firstCard, lastCard }: CardRange): Promise<void> {
  await tx.rows(
    `SELECT id FROM consignment WHERE store_id = $1 AND state = 'shipped'
        AND first_card BETWEEN $2 / 10000000 * 10000000 AND $3 AND last_card >= $2 ORDER BY id FOR UPDATE`,
    [storeId, String(firstCard), String(lastCard)],
  );
}

/** A box that none of its cards is on its way in any more has come back. */
export async function endEmptiedBoxes(tx: Tx, storeId: number, { firstCard, lastCard }: CardRange): Promise<void> {
  await tx.rows(
    `UPDATE consignment k SET state = 'returned' WHERE store_id = $1 AND state = 'shipped'
        AND first_card BETWEEN $2 / 10000000 * 10000000 AND $3 AND last_card >= $2
        AND NOT EXISTS (SELECT FROM card c WHERE c.id BETWEEN k.first_card AND k.last_card AND c.store_id = $1
                           AND (c.state = 'shipped' OR c.blocked_from = 'shipped'))`,
    [storeId, String(firstCard), String(lastCard)],
  );
}

/** How many numbers of a box are not this store’s: cards that turned round on their way, and ruined ones that were never in it. */
export async function countElsewhere(
  tx: Tx,
  { storeId, firstCard, lastCard }: CardRange & { readonly storeId: number },
): Promise<number> {
  const [row] = await tx.rows<{ cards: number }>(
    'SELECT count(*)::int AS cards FROM card WHERE id BETWEEN $1 AND $2 AND store_id IS DISTINCT FROM $3',
    [String(firstCard), String(lastCard), storeId],
  );
  return row!.cards;
}

interface BatchReadiness {
  readonly state: string;
  /** Bundles that left for the print house and whose leftovers nobody has certified as destroyed. */
  readonly uncertified: number;
}

/**
 * Whether cards of the batch may leave the warehouse. The batch is not locked: from the seal on no event takes that
 * back while it has cards in the warehouse, and a freeze must never wait for a shipment.
 */
export async function requireShippable(tx: Tx, batchId: number): Promise<void> {
  const [batch] = await tx.rows<BatchReadiness>(
    `SELECT state, (SELECT count(*)::int FROM bundle WHERE batch_id = b.id AND downloaded_at IS NOT NULL AND certificate_at IS NULL)
              AS uncertified FROM batch b WHERE id = $1`,
    [batchId],
  );
  if (batch === undefined) throw new Problem('card.not_found', 'No such batch.');
  if (batch.state === 'closed') throw new Problem('batch.wrong_state', 'The batch is closed.');
  if (!['sealed', 'released', 'frozen'].includes(batch.state)) throw new Problem('batch.not_sealed');
  if (batch.uncertified > 0) {
    const what = 'A bundle of this batch left for the print house: its certificate of destruction must come first.';
    throw new Problem('certificate.missing', what);
  }
}

export async function requireStore(tx: Tx, storeId: number): Promise<{ readonly retailerId: number }> {
  const [store] = await tx.rows<{ retailerId: number }>('SELECT retailer_id AS "retailerId" FROM store WHERE id = $1', [
    storeId,
  ]);
  if (store === undefined) throw new Problem('store.not_found');
  return store;
}

export async function requireProduct(tx: Tx, productId: number): Promise<void> {
  const [product] = await tx.rows('SELECT 1 FROM product WHERE id = $1', [productId]);
  if (product === undefined) throw new Problem('product.not_found');
}
