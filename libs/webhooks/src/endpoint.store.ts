import type { Tx } from '#lib/database';
import { WEBHOOKS_QUEUE } from '#lib/queue';
import type { DeliveryState } from './webhook-delivery.entity.js';
import type { EndpointState } from './webhook-endpoint.entity.js';
import type { WebhookType } from './webhook-types.js';

export interface EndpointFacts {
  readonly id: string;
  readonly retailerId: number;
  readonly url: string;
  readonly types: readonly WebhookType[];
  readonly state: EndpointState;
  /** Until then the secret before signs too. */
  readonly oldSecretUntil: Date | null;
  readonly madeAt: Date;
}

const ENDPOINT = `id, retailer_id AS "retailerId", url, types, state, made_at AS "madeAt",
  CASE WHEN old_secret_until > now() THEN old_secret_until END AS "oldSecretUntil"`;

/** Locks the retailer's row, so that two who add an endpoint at once count each other's. */
export async function lockRetailer(tx: Tx, retailerId: number): Promise<boolean> {
  return (await tx.rows('SELECT id FROM retailer WHERE id = $1 FOR NO KEY UPDATE', [retailerId])).length === 1;
}

export async function insertEndpoint(
  tx: Tx,
  endpoint: Pick<EndpointFacts, 'id' | 'retailerId' | 'url' | 'types'> & { madeBy: string; secretSealed: Buffer },
): Promise<EndpointFacts> {
  const { id, retailerId, url, types, secretSealed, madeBy } = endpoint;
  const [row] = await tx.rows<EndpointFacts>(
    `INSERT INTO webhook_endpoint (id, retailer_id, url, types, secret_sealed, made_by)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${ENDPOINT}`,
    [id, retailerId, url, types, secretSealed, madeBy],
  );
  return row!;
}

/** A retailer's, newest first; at most as many as it may have. */
export async function readEndpoints(tx: Tx, retailerId: number): Promise<EndpointFacts[]> {
  return tx.rows(`SELECT ${ENDPOINT} FROM webhook_endpoint WHERE retailer_id = $1 ORDER BY id DESC`, [retailerId]);
}

export async function lockEndpoint(tx: Tx, id: string): Promise<EndpointFacts | undefined> {
  const [row] = await tx.rows<EndpointFacts>(
    `SELECT ${ENDPOINT} FROM webhook_endpoint WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  return row;
}

export async function writeState(tx: Tx, id: string, state: EndpointState): Promise<EndpointFacts> {
  const [row] = await tx.rows<EndpointFacts>(
    `UPDATE webhook_endpoint SET state = $2 WHERE id = $1 RETURNING ${ENDPOINT}`,
    [id, state],
  );
  return row!;
}

/** The new secret signs from now on; the one before too, for so long. */
export async function writeSecret(tx: Tx, id: string, sealed: Buffer, overlapS: number): Promise<EndpointFacts> {
  const [row] = await tx.rows<EndpointFacts>(
    `UPDATE webhook_endpoint
        SET old_secret_sealed = secret_sealed, old_secret_until = now() + $3::int * interval '1 second', secret_sealed = $2
      WHERE id = $1 RETURNING ${ENDPOINT}`,
    [id, sealed, overlapS],
  );
  return row!;
}

/** An event for one endpoint alone. */
export async function insertTest(
  tx: Tx,
  { id, retailerId }: EndpointFacts,
  event: { readonly id: string; readonly data: Readonly<Record<string, unknown>> },
): Promise<void> {
  await tx.rows(
    `WITH event AS (
       INSERT INTO webhook_event (id, retailer_id, type, data) VALUES ($1, $2, 'webhook.test', $3::jsonb))
     INSERT INTO webhook_delivery (id, event_id, endpoint_id) VALUES (gen_random_uuid(), $1, $4)`,
    [event.id, retailerId, JSON.stringify(event.data), id],
  );
}

export interface DeliveryFacts {
  readonly id: string;
  readonly eventId: string;
  readonly type: WebhookType;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  readonly state: DeliveryState;
  readonly tries: number;
  readonly nextAt: Date;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly deliveredAt: Date | null;
}

const DELIVERY = `d.id, d.event_id AS "eventId", v.type, v.at, v.data, d.state, d.tries, d.next_at AS "nextAt",
  d.last_status AS "lastStatus", d.last_error AS "lastError", d.delivered_at AS "deliveredAt"`;

export interface DeliverySlice {
  readonly endpointId: string;
  readonly state?: DeliveryState;
  /** What is older than this event. */
  readonly beforeEvent?: string;
  readonly rowsMax: number;
}

export async function readDeliveries(
  tx: Tx,
  { endpointId, state, beforeEvent, rowsMax }: DeliverySlice,
): Promise<DeliveryFacts[]> {
  return tx.rows(
    `SELECT ${DELIVERY} FROM webhook_delivery d JOIN webhook_event v ON v.id = d.event_id
      WHERE d.endpoint_id = $1 AND ($2::text IS NULL OR d.state = $2) AND ($3::uuid IS NULL OR d.event_id < $3)
      ORDER BY d.event_id DESC LIMIT $4`,
    [endpointId, state ?? null, beforeEvent ?? null, rowsMax],
  );
}

/** The delivery begins anew, with all its tries. A try that is under way meanwhile changes nothing more. */
export async function restartDelivery(tx: Tx, endpointId: string, id: string): Promise<DeliveryFacts | undefined> {
  const [row] = await tx.rows<DeliveryFacts>(
    `UPDATE webhook_delivery d SET state = 'waiting', tries = 0, next_at = now()
       FROM webhook_event v WHERE v.id = d.event_id AND d.id = $2 AND d.endpoint_id = $1 RETURNING ${DELIVERY}`,
    [endpointId, id],
  );
  return row;
}

export const jobOf = (eventId: string) =>
  ({ queue: WEBHOOKS_QUEUE, name: 'deliver', jobId: `webhook-${eventId}`, data: { eventId } }) as const;
