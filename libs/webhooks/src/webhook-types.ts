/** Every event that a retailer's own system can be told. A type is a contract: never renamed, never reused. */
export const WEBHOOK_TYPES = [
  'card.blocked',
  'sale.exception',
  'activation.reversed',
  'activation.voided',
  'terminal.revoked',
  'clerk.suspended',
  /** Sent when somebody in the office presses "Send a test"; to one endpoint, whatever it listens for. */
  'webhook.test',
] as const;
export type WebhookType = (typeof WEBHOOK_TYPES)[number];

/** What an endpoint can listen for. */
export const LISTENED_TYPES = WEBHOOK_TYPES.filter((type) => type !== 'webhook.test');

/** Something that happened, as the retailer is told: ids and plain facts, never a PIN, a key or a code. */
export interface WebhookNews {
  readonly retailerId: number;
  readonly type: WebhookType;
  /** JSON, thin: whoever wants more asks the API. Less than `WEBHOOK_DATA_BYTES`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Told only if the exception of this id was opened, in the same transaction: a repeat that opens none is no news. */
  readonly ofException?: string;
}

/** The specification asks for payloads below 20 kB; the envelope around the data needs a little. */
export const WEBHOOK_DATA_BYTES = 19_000;
