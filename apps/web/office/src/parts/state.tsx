import type { ReactNode } from 'react';
import { words } from './format.js';

/** `wait` = somebody or something must act; `work` = it goes on by itself; `good`, `bad`, `over`. */
export type Tone = 'wait' | 'work' | 'good' | 'bad' | 'over' | 'plain';

const TONES: Readonly<Record<string, Tone>> = {
  // batches
  requested: 'wait',
  approved: 'work',
  rejected: 'bad',
  cancelled: 'over',
  minting: 'work',
  paused: 'wait',
  failed: 'bad',
  minted: 'wait',
  sealed: 'wait',
  released: 'good',
  frozen: 'bad',
  closed: 'over',
  // cards
  printed: 'plain',
  shipped: 'work',
  in_store: 'plain',
  active: 'good',
  held: 'wait',
  redeemed: 'over',
  voided: 'over',
  replaced: 'over',
  spoiled: 'over',
  expired: 'over',
  blocked: 'bad',
  // what is made, asked or sent
  waiting: 'wait',
  making: 'work',
  ready: 'good',
  received: 'good',
  draft: 'plain',
  proofed: 'good',
  retired: 'over',
  confirmed: 'good',
  disabled: 'over',
};

/** A state as a shape and a word; the colour only repeats it. */
export function State({ of, tone }: { readonly of: string; readonly tone?: Tone }): ReactNode {
  return (
    <span className="state" data-tone={tone ?? TONES[of] ?? 'plain'}>
      {words(of)}
    </span>
  );
}
