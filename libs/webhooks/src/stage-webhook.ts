import type { Tx } from '#lib/database';
import { invariant, newId } from '#lib/kernel';
import { WEBHOOKS_QUEUE } from '#lib/queue';
import { WEBHOOK_DATA_BYTES, type WebhookNews } from './webhook-types.js';

/** Tells a retailer's system once this transaction has committed; nothing is written where no endpoint listens. */
export async function stageWebhook(tx: Tx, news: WebhookNews): Promise<void> {
  await stageWebhooks(tx, [news]);
}

/**
 * The same for a list. One statement whose answer need not be waited for, so that it can travel with the writes of the
 * hot path: events that somebody listens for, a delivery to each endpoint, and the job that wakes the worker (whose id
 * and data are those that `stage` of the queue would write).
 */
export async function stageWebhooks(tx: Tx, news: readonly WebhookNews[]): Promise<void> {
  if (news.length === 0) return;
  const bodies = news.map(({ data }) => JSON.stringify(data));
  for (const body of bodies) invariant(Buffer.byteLength(body) < WEBHOOK_DATA_BYTES, 'a webhook carries few facts');
  await tx.rows(
    `WITH heard AS (
       SELECT n.id AS event_id, n.retailer_id, n.type, n.data, e.id AS endpoint_id
         FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::uuid[]) AS n (id, retailer_id, type, data, exception_id)
         JOIN webhook_endpoint e
           ON e.retailer_id = n.retailer_id AND e.state IN ('on', 'failing') AND n.type = ANY (e.types)
        WHERE n.exception_id IS NULL OR EXISTS (SELECT FROM exception x WHERE x.id = n.exception_id)),
     event AS (
       INSERT INTO webhook_event (id, retailer_id, type, data)
       SELECT DISTINCT ON (event_id) event_id, retailer_id, type, data::jsonb FROM heard RETURNING id),
     delivery AS (
       INSERT INTO webhook_delivery (id, event_id, endpoint_id)
       SELECT gen_random_uuid(), event_id, endpoint_id FROM heard)
     INSERT INTO outbox (queue, name, job_id, data)
     SELECT '${WEBHOOKS_QUEUE}', 'deliver', 'webhook-' || id, jsonb_build_object('eventId', id) FROM event`,
    [
      news.map(() => newId()),
      news.map(({ retailerId }) => retailerId),
      news.map(({ type }) => type),
      bodies,
      news.map(({ ofException }) => ofException ?? null),
    ],
  );
}
