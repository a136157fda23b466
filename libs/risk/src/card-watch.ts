import type { Tx } from '#lib/database';

/** Why a card's redemption waits for a person. `stored.*`: it was sold while nobody answered, as what it was then. */
export const WATCH_REASONS = [
  'swap.scan',
  'stored.blocked',
  'stored.expired',
  'stored.exposed',
  'stored.not_released',
  'terminal.revoked',
] as const;
export type WatchReason = (typeof WATCH_REASONS)[number];

export interface NewWatch {
  readonly cardId: bigint;
  readonly reason: WatchReason;
  /** The sale, the revocation … it comes from. */
  readonly source: string;
}

/**
 * From here on a redemption of these cards is held for a person. Under the cards' locks, which every redemption takes
 * too: one that came before has been answered, one that comes after sees this. Once a card and reason; gives how many are new.
 */
export async function watchCards(tx: Tx, watches: readonly NewWatch[]): Promise<number> {
  if (watches.length === 0) return 0;
  const rows = await tx.rows(
    `INSERT INTO card_watch (card_id, reason, source)
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING RETURNING 1`,
    [
      watches.map(({ cardId }) => String(cardId)),
      watches.map(({ reason }) => reason),
      watches.map(({ source }) => source),
    ],
  );
  return rows.length;
}

/** Why each of these cards is watched, the oldest reason first; cards that nobody watches are left out. */
export async function readWatches(
  tx: Tx,
  cardIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, readonly WatchReason[]>> {
  const rows = await tx.rows<{ card_id: string; reasons: WatchReason[] }>(
    `SELECT card_id, array_agg(reason ORDER BY since, reason) AS reasons FROM card_watch
      WHERE card_id = ANY($1::bigint[]) GROUP BY card_id`,
    [cardIds.map(String)],
  );
  return new Map(rows.map(({ card_id: id, reasons }) => [BigInt(id), reasons]));
}

/** `readWatches` of one card inside another statement: an array, mostly empty. `cardId` is a column of that statement. */
export function watchesSql(cardId: string): string {
  return `ARRAY(SELECT w.reason FROM card_watch w WHERE w.card_id = ${cardId} ORDER BY w.since, w.reason)`;
}
