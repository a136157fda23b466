/** Cards of an approved batch: `mint` makes the missing ones, `discard` ends those of a batch that will not be finished. */
export const MINT_QUEUE = 'mint';
/** Printable sheets of a minted batch. */
export const SHEETS_QUEUE = 'sheets';
/** What leaves for a print house, encrypted to its key. */
export const BUNDLES_QUEUE = 'bundles';

export interface MintJob {
  readonly batchId: number;
}
export interface SheetJob {
  readonly sheetId: string;
}
export interface BundleJob {
  readonly bundleId: string;
}

/** Every queue with what its jobs carry: ids only, never a PIN, a key or an amount. */
export interface QueueJobs {
  readonly [MINT_QUEUE]: MintJob;
  readonly [SHEETS_QUEUE]: SheetJob;
  readonly [BUNDLES_QUEUE]: BundleJob;
}
export type QueueName = keyof QueueJobs;
export const QUEUE_NAMES: readonly QueueName[] = [MINT_QUEUE, SHEETS_QUEUE, BUNDLES_QUEUE];
