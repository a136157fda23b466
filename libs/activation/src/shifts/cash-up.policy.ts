import { Problem, minorDigits } from '#lib/kernel';
import type { CountedUnit } from './shift-report.types.js';

/** Above it a supervisor answers for the difference, in major units (typical steps of the trade are 2, 10 and 50). */
export const OVER_SHORT_ALONE_MAX = 10;

/** What the seven lines come to before the count. */
export interface DrawerSums {
  readonly openingMinor: bigint;
  readonly cashSalesMinor: bigint;
  readonly refundsMinor: bigint;
  readonly paidInMinor: bigint;
  readonly paidOutMinor: bigint;
}

export function expectedOf(sums: DrawerSums): bigint {
  return sums.openingMinor + sums.cashSalesMinor - sums.refundsMinor + sums.paidInMinor - sums.paidOutMinor;
}

export function countedOf(units: readonly CountedUnit[]): bigint {
  return units.reduce((sum, { unitMinor, count }) => sum + BigInt(unitMinor) * BigInt(count), 0n);
}

/**
 * Whether a drawer may be closed so. The count is blind: how much it differs by is told only when it is closed, so that
 * nobody counts again until it fits.
 */
export function requireExplained(
  differenceMinor: bigint,
  currency: string,
  { reason, supervisor }: { readonly reason: string | undefined; readonly supervisor: string | undefined },
): void {
  if (differenceMinor === 0n) return;
  const alone = BigInt(OVER_SHORT_ALONE_MAX) * 10n ** BigInt(minorDigits(currency));
  const large = differenceMinor > alone || differenceMinor < -alone;
  if (large && supervisor === undefined) {
    throw new Problem(
      'shift.count_differs',
      'The drawer differs so much that a supervisor’s code is needed; give the reason too.',
    );
  }
  if (reason === undefined) throw new Problem('shift.count_differs', 'The drawer differs; give the reason.');
}
