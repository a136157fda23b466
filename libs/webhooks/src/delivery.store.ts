import type { Tx } from '#lib/database';
import { TRIED_FOR_S, type TryOutcome } from './retry.policy.js';
import type { EventFacts } from './webhook-message.js';
import type { WebhookType } from './webhook-types.js';

/** A try is over within 15 s; whoever died during one loses it to another process after this. */
const LEASE = '60 seconds';
/** What waited so long for an endpoint that is not on is told no more. */
const WAITS_AT_MOST = '14 days';

/** A delivery that this process may try, alone. */
export interface ClaimedDelivery {
  readonly id: string;
  /** The try that is under way counts. */
  readonly tries: number;
  readonly event: EventFacts;
  readonly endpoint: {
    readonly id: string;
    readonly url: string;
    readonly secretSealed: Buffer;
    /** While the receiver changes over. */
    readonly oldSecretSealed: Buffer | null;
  };
}

interface ClaimedRow {
  id: string;
  tries: number;
  event_id: string;
  type: WebhookType;
  at: Date;
  data: Readonly<Record<string, unknown>>;
  endpoint_id: string;
  url: string;
  secret_sealed: Buffer;
  old_secret_sealed: Buffer | null;
}

/** Takes the endpoint's deliveries that are due; another process skips them until the lease is over. */
export async function claimDue(tx: Tx, endpointId: string, max: number): Promise<ClaimedDelivery[]> {
  const rows = await tx.rows<ClaimedRow>(
    `UPDATE webhook_delivery d SET tries = d.tries + 1, next_at = now() + interval '${LEASE}'
       FROM webhook_event v, webhook_endpoint e
      WHERE d.id IN (SELECT id FROM webhook_delivery
                      WHERE endpoint_id = $1 AND state = 'waiting' AND next_at <= now()
                      ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        AND v.id = d.event_id AND e.id = d.endpoint_id AND e.state = 'on'
      RETURNING d.id, d.tries, v.id AS event_id, v.type, v.at, v.data, e.id AS endpoint_id, e.url, e.secret_sealed,
                CASE WHEN e.old_secret_until > now() THEN e.old_secret_sealed END AS old_secret_sealed`,
    [endpointId, max],
  );
  return rows.map((row) => ({
    id: row.id,
    tries: row.tries,
    event: { id: row.event_id, type: row.type, at: row.at, data: row.data },
    endpoint: {
      id: row.endpoint_id,
      url: row.url,
      secretSealed: row.secret_sealed,
      oldSecretSealed: row.old_secret_sealed,
    },
  }));
}

/** Writes what became of a try, unless another one has begun since. */
export async function recordTry(tx: Tx, { id, tries, endpoint }: ClaimedDelivery, outcome: TryOutcome): Promise<void> {
  await tx.rows(
    `UPDATE webhook_delivery
        SET state = $3, last_status = $4, last_error = $5,
            next_at = now() + $6::float8 * interval '1 second',
            delivered_at = CASE WHEN $3 = 'delivered' THEN now() ELSE delivered_at END
      WHERE id = $1 AND tries = $2 AND state = 'waiting'`,
    [id, tries, outcome.state, outcome.status ?? null, outcome.error ?? null, outcome.againAfterS ?? 0],
  );
  if (outcome.endpoint === 'gone') {
    await tx.rows(`UPDATE webhook_endpoint SET state = 'gone' WHERE id = $1 AND state = 'on'`, [endpoint.id]);
  }
  if (outcome.endpoint === 'exhausted') await markFailing(tx, endpoint.id);
}

/** An endpoint that took nothing at all for as long as an event is tried is not called until somebody looks at it. */
async function markFailing(tx: Tx, endpointId: string): Promise<void> {
  await tx.rows(
    `UPDATE webhook_endpoint SET state = 'failing'
      WHERE id = $1 AND state = 'on'
        AND NOT EXISTS (SELECT 1 FROM webhook_delivery
                         WHERE endpoint_id = $1 AND delivered_at > now() - $2::float8 * interval '1 second')`,
    [endpointId, TRIED_FOR_S],
  );
}

/** Endpoints that something is due for, each found by its own part of the index. */
export async function endpointsDue(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `SELECT e.id FROM webhook_endpoint e
      WHERE e.state = 'on' AND EXISTS (SELECT 1 FROM webhook_delivery d
              WHERE d.endpoint_id = e.id AND d.state = 'waiting' AND d.next_at <= now())
      ORDER BY e.id`,
  );
  return rows.map(({ id }) => id);
}

export async function endpointsOfEvent(tx: Tx, eventId: string): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `SELECT endpoint_id AS id FROM webhook_delivery WHERE event_id = $1 AND state = 'waiting'`,
    [eventId],
  );
  return rows.map(({ id }) => id);
}

/** Gives up what waits for endpoints that nobody switched on again; gives how many. */
export async function giveUpOld(tx: Tx): Promise<number> {
  const rows = await tx.rows(
    `UPDATE webhook_delivery d SET state = 'failed', last_error = 'the endpoint was not on'
       FROM webhook_event v, webhook_endpoint e
      WHERE v.id = d.event_id AND e.id = d.endpoint_id AND d.state = 'waiting' AND e.state <> 'on'
        AND v.at < now() - interval '${WAITS_AT_MOST}'
      RETURNING d.id`,
  );
  return rows.length;
}
