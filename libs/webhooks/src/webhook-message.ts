import { Webhook } from 'standardwebhooks';
import type { WebhookType } from './webhook-types.js';

export interface EventFacts {
  readonly id: string;
  readonly type: WebhookType;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The payload: what happened, when, and its facts. */
export function bodyOf({ type, at, data }: EventFacts): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}

/** Signed anew for each try, because receivers refuse old times; one signature a secret while they change over. */
export function headersOf(
  eventId: string,
  body: string,
  secrets: readonly string[],
  now: Date,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Re-Up-Webhooks/1',
    'webhook-id': eventId,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(eventId, now, body)).join(' '),
  };
}
