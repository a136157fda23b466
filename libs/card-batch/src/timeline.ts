import { CARDS_A_BATCH_MAX, cardId } from '#lib/cards';
import type { Tx } from '#lib/database';
import { batchSubject } from './batch.policy.js';

/** A batch has a few dozen deeds; one with thousands of downloads shows its newest. */
const DEEDS_MAX = 500;

/** One thing that happened to a batch. */
export interface TimelineItem {
  readonly at: Date;
  /** The deed's name in the audit log, or `stock.ship` for the boxes of one day. */
  readonly what: string;
  /** A person's name, or `system`. */
  readonly who: string;
  readonly detail: object | null;
}

/** What people and the system did to a batch, oldest first: its deeds in the audit log, and its shipments day by day. */
export async function readTimeline(tx: Tx, batchId: number): Promise<TimelineItem[]> {
  return tx.rows<TimelineItem>(
    `SELECT * FROM (
       (SELECT a.at, a.action AS what, coalesce(s.name, a.actor) AS who, a.detail FROM audit a
          LEFT JOIN staff s ON s.id = CASE WHEN a.actor LIKE 'staff:%' THEN substr(a.actor, 7)::uuid END
         WHERE a.subject = $1 ORDER BY a.id DESC LIMIT ${DEEDS_MAX})
       UNION ALL
       SELECT min(c.shipped_at), 'stock.ship', 'stock',
              jsonb_build_object('boxes', count(*), 'cards', sum(c.cards), 'received', coalesce(sum(c.received), 0))
         FROM consignment c WHERE c.first_card BETWEEN $2 AND $3 GROUP BY (c.shipped_at AT TIME ZONE 'UTC')::date
     ) AS deed ORDER BY at LIMIT ${DEEDS_MAX * 2}`,
    [batchSubject(batchId), String(cardId(batchId, 0)), String(cardId(batchId, CARDS_A_BATCH_MAX))],
  );
}
