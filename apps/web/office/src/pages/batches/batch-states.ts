import type { BatchDto } from '../../api/index.js';

export type BatchState = BatchDto['state'];

/** In the order of a batch's life. */
export const BATCH_STATES: readonly BatchState[] = [
  'requested',
  'approved',
  'minting',
  'paused',
  'minted',
  'sealed',
  'released',
  'frozen',
  'closed',
  'rejected',
  'cancelled',
  'failed',
];

/** The mint works, or will in a moment, without anybody. */
export function isMinting(state: BatchState): boolean {
  return state === 'approved' || state === 'minting';
}

/** What the batch waits for, in a few words. */
export const STEP_WORDS: Readonly<Record<NonNullable<BatchDto['nextStep']>, string>> = {
  approve: 'waits for an approver',
  ask: 'question ran out: ask again',
  watch: 'is being made',
  resume: 'paused: resume',
  approve_proof: 'waits for an approved proof',
  make_sheets: 'make sheets',
  watch_sheets: 'sheets are being made',
  download_sheets: 'download sheets',
  make_bundle: 'make the bundle',
  watch_bundle: 'bundle is being made',
  download_bundle: 'download the bundle',
  seal: 'seal',
  record_receipt: 'waits for the house’s receipt',
  record_certificate: 'waits for the destruction certificate',
  release: 'release',
  ship: 'ship',
  unfreeze: 'frozen',
  confirm_unfreeze: 'waits for another to lift the freeze',
  close: 'close',
};
