import { type LocalDate, addMonths, daysBetween } from '#lib/kernel';

/** Until when a device runs. `paidThrough` is inclusive and always `anchor + anchorMonths` months. */
export interface DeviceTime {
  readonly anchor: LocalDate;
  readonly anchorMonths: number;
  readonly paidThrough: LocalDate;
}

/** Service goes on for a week after the end; a renewal in that week counts from the old end (domain §7). */
export const GRACE_DAYS = 7;
/** A device may not be paid further ahead: liability beyond three years is a price bet (risks `stack.cap`). */
export const MONTHS_AHEAD_MAX = 36;

export interface Extension extends DeviceTime {
  /** Local days that the months came to: 3 months are 89 to 93. */
  readonly days: number;
}

/**
 * Adds calendar months (domain §5 "Time counts from"). Running or in grace: on from the old end, the anchor kept, so
 * that a chain of grants does not drift. Stopped or never started: from today, which is the new anchor and served too.
 */
export function extend(time: DeviceTime | undefined, months: number, today: LocalDate): Extension {
  if (time !== undefined && daysBetween(time.paidThrough, today) <= GRACE_DAYS) {
    const anchorMonths = time.anchorMonths + months;
    const paidThrough = addMonths(time.anchor, anchorMonths);
    return { anchor: time.anchor, anchorMonths, paidThrough, days: daysBetween(time.paidThrough, paidThrough) };
  }
  const paidThrough = addMonths(today, months);
  return { anchor: today, anchorMonths: months, paidThrough, days: daysBetween(today, paidThrough) + 1 };
}

export function isTooFar(paidThrough: LocalDate, today: LocalDate): boolean {
  return paidThrough > addMonths(today, MONTHS_AHEAD_MAX);
}
