import type { Tx } from '#lib/database';
import { newId } from '#lib/kernel';
import { stageAll } from '#lib/queue';
import { tillWatchJob } from './till-watch-job.js';

/** A sale that was refused with `card.already_active`: the card had been sold under another key. */
export interface RefusedSaleNote {
  readonly cardId: bigint;
  readonly terminalId: number;
  readonly storeId: number;
  readonly key: string;
}

/**
 * Writes down refused second sales and stages the look at each card (`swap.scan`): nothing else need be staged. A till
 * that repeats the same call is not counted twice. Sends two statements; their answers need not be waited for.
 */
export async function noteRefusedSales(tx: Tx, notes: readonly RefusedSaleNote[]): Promise<void> {
  if (notes.length === 0) return;
  const cards = [...new Set(notes.map(({ cardId }) => cardId))];
  await Promise.all([
    tx.rows(
      `INSERT INTO refused_sale (id, card_id, terminal_id, store_id, key)
       SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::int[], $5::text[]) ON CONFLICT DO NOTHING`,
      [
        notes.map(() => newId()),
        notes.map(({ cardId }) => String(cardId)),
        notes.map(({ terminalId }) => terminalId),
        notes.map(({ storeId }) => storeId),
        notes.map(({ key }) => key),
      ],
    ),
    stageAll(
      tx,
      cards.map((cardId) => tillWatchJob({ what: 'refused', cardId: String(cardId) })),
    ),
  ]);
}
