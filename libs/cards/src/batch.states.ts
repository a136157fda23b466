export const BATCH_STATES = [
  'requested',
  'approved',
  'rejected',
  'cancelled',
  'minting',
  'paused',
  'failed',
  'minted',
  'sealed',
  'released',
  'frozen',
  'closed',
] as const;
export type BatchState = (typeof BATCH_STATES)[number];

export type BatchEvent =
  | 'approve'
  | 'reject'
  | 'cancel'
  | 'start'
  | 'pause'
  | 'resume'
  | 'fail'
  | 'finish'
  | 'seal'
  | 'release'
  | 'freeze'
  | 'unfreeze'
  | 'close';

/** The whole life of a batch (design §3). A pair that is absent is forbidden. */
export const BATCH_TRANSITIONS: Readonly<Record<BatchState, Readonly<Partial<Record<BatchEvent, BatchState>>>>> = {
  requested: { approve: 'approved', reject: 'rejected', cancel: 'cancelled' },
  approved: { start: 'minting' },
  rejected: {},
  cancelled: {},
  minting: { pause: 'paused', fail: 'failed', cancel: 'cancelled', finish: 'minted' },
  paused: { resume: 'minting', fail: 'failed', cancel: 'cancelled' },
  failed: {},
  minted: { seal: 'sealed' },
  sealed: { release: 'released' },
  released: { freeze: 'frozen', close: 'closed' },
  frozen: { unfreeze: 'released' },
  closed: {},
};

const SEALED: ReadonlySet<BatchState> = new Set(['sealed', 'released', 'frozen', 'closed']);

/** From the seal on no one can recover a PIN from the system. */
export function isSealed(state: BatchState): boolean {
  return SEALED.has(state);
}
