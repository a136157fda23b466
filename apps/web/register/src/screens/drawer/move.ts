import type { DrawerMove } from '#lib/till-client';
import { readAmount } from '../../sell/money.js';

/** What a clerk has filled in about cash beside sales. */
export interface MoveForm {
  readonly kind: DrawerMove['kind'];
  readonly sum: string;
  readonly reason: string;
}

export const NO_MOVE: MoveForm = { kind: 'pay_in', sum: '', reason: '' };

/** As the system takes it; a text says what is missing. */
export function readMove({ kind, sum, reason }: MoveForm, currency: string): DrawerMove | string {
  const amountMinor = readAmount(sum, currency);
  if (amountMinor === undefined || amountMinor === 0) return 'Type the sum, such as 50.00.';
  if (reason.trim() === '') return 'Say what it is for.';
  return { kind, amountMinor, reason: reason.trim() };
}
