/** Cards of an approved batch: `mint` makes the missing ones, `discard` ends those of a batch that will not be finished. */
export const MINT_QUEUE = 'mint';
/** Printable sheets of a minted batch. */
export const SHEETS_QUEUE = 'sheets';

export interface MintJob {
  readonly batchId: number;
}
export interface SheetJob {
  readonly sheetId: string;
}

/** Every queue with what its jobs carry: ids only, never a PIN, a key or an amount. */
export interface QueueJobs {
  readonly [MINT_QUEUE]: MintJob;
  readonly [SHEETS_QUEUE]: SheetJob;
}
export type QueueName = keyof QueueJobs;
export const QUEUE_NAMES: readonly QueueName[] = [MINT_QUEUE, SHEETS_QUEUE];
