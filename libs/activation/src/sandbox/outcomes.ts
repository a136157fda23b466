import type { BatchState } from '#lib/cards';

/** What a sandbox's till can ask for on purpose. */
export const SANDBOX_OUTCOMES = [
  'sellable',
  'blocked',
  'expired',
  'batch_not_released',
  'not_received',
  'exposed',
  'error_500',
  'stall',
] as const;
export type SandboxOutcome = (typeof SANDBOX_OUTCOMES)[number];

/** What our side does instead of answering, when one of these cards is sold. */
export type SandboxFault = Extract<SandboxOutcome, 'error_500' | 'stall'>;

/** How the cards of one outcome come to a store. Nothing else about them differs from any other card. */
export interface Staging {
  /** Cards made at once when none is left. */
  readonly cards: number;
  readonly batchState: Extract<BatchState, 'released' | 'frozen'>;
  /** The last day of their shelf life, from today. */
  readonly sellByDays: number;
  /** Whether the store has counted their box. */
  readonly received: boolean;
  readonly blocked: boolean;
  /** Whether someone has sent their PINs before the sale. */
  readonly tried: boolean;
}

const ON_THE_PEG: Staging = {
  cards: 10,
  batchState: 'released',
  sellByDays: 365,
  received: true,
  blocked: false,
  tried: false,
};

/** `frozen`, not merely unreleased: no approver is asked to release a batch that must never be. */
export const STAGING: Readonly<Record<SandboxOutcome, Staging>> = {
  sellable: { ...ON_THE_PEG, cards: 50 },
  blocked: { ...ON_THE_PEG, blocked: true },
  expired: { ...ON_THE_PEG, sellByDays: -3 },
  batch_not_released: { ...ON_THE_PEG, batchState: 'frozen' },
  not_received: { ...ON_THE_PEG, received: false },
  exposed: { ...ON_THE_PEG, tried: true },
  error_500: ON_THE_PEG,
  stall: ON_THE_PEG,
};

export function faultOf(outcome: SandboxOutcome | undefined): SandboxFault | undefined {
  return outcome === 'error_500' || outcome === 'stall' ? outcome : undefined;
}
