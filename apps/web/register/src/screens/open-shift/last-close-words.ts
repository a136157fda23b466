import type { LastClose } from '../../till/last-close.js';

/** `Last close Z 41, 23 Nov 18:04 by Anna: 130.00 counted, 1.00 short.` */
export function lastCloseWords(
  { zNumber, at, clerk, countedMinor, overShortMinor }: LastClose,
  money: (minor: number) => string,
): string {
  // It says the store's own time already: read as UTC, it is not moved.
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const when = `${day.format(new Date(`${at.slice(0, 10)}T00:00:00Z`))} ${at.slice(11, 16)}`;
  const counted = countedMinor === null ? 'nothing was counted' : `${money(countedMinor)} counted`;
  return `Last close Z ${zNumber ?? ''}, ${when} by ${clerk}: ${counted}${differs(overShortMinor ?? 0, money)}.`;
}

function differs(minor: number, money: (minor: number) => string): string {
  if (minor === 0) return '';
  return minor > 0 ? `, ${money(minor)} over` : `, ${money(-minor)} short`;
}
