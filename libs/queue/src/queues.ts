/** Cards of an approved batch: `mint` makes the missing ones, `discard` ends those of a batch that will not be finished. */
export const MINT_QUEUE = 'mint';
/** Printable sheets of a minted batch. */
export const SHEETS_QUEUE = 'sheets';
/** What leaves for a print house, encrypted to its key. */
export const BUNDLES_QUEUE = 'bundles';
/** What the rules of till and clerk look at after a sale was undone, refused, or a PIN was tried. */
export const TILL_WATCH_QUEUE = 'till-watch';
/** Events on their way to retailers' own systems. */
export const WEBHOOKS_QUEUE = 'webhooks';

export interface MintJob {
  readonly batchId: number;
}
export interface SheetJob {
  readonly sheetId: string;
}
export interface BundleJob {
  readonly bundleId: string;
}
export interface TillWatchJob {
  readonly what: 'undone' | 'refused' | 'pin_tried';
  /** The sale that was undone. */
  readonly activationId?: string;
  /** The card that was refused or tried: its number, not its PIN. */
  readonly cardId?: string;
}
export interface WebhookJob {
  readonly eventId: string;
}

/** Every queue with what its jobs carry: ids only, never a PIN, a key or an amount. */
export interface QueueJobs {
  readonly [MINT_QUEUE]: MintJob;
  readonly [SHEETS_QUEUE]: SheetJob;
  readonly [BUNDLES_QUEUE]: BundleJob;
  readonly [TILL_WATCH_QUEUE]: TillWatchJob;
  readonly [WEBHOOKS_QUEUE]: WebhookJob;
}
export type QueueName = keyof QueueJobs;
export const QUEUE_NAMES: readonly QueueName[] = [
  MINT_QUEUE,
  SHEETS_QUEUE,
  BUNDLES_QUEUE,
  TILL_WATCH_QUEUE,
  WEBHOOKS_QUEUE,
];
