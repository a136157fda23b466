import { PIN_DIGITS, readPin } from '#lib/cards';

/** Sixteen digits or more, as people and programs write them: together, or with a space or hyphen between any two. */
export const DIGIT_RUN = `[0-9](?:[ -]?[0-9]){${PIN_DIGITS - 1},}`;

/**
 * Every sixteen digits in a row that could be a PIN, wherever they begin: a PIN glued to a serial, or after a date, is
 * found too. A serial is none: it passes Luhn, and no PIN does.
 */
export function pinCandidates(run: string): string[] {
  const digits = run.replace(/[^0-9]/g, '');
  const found = new Set<string>();
  for (let start = 0; start + PIN_DIGITS <= digits.length; start++) {
    const reading = readPin(digits.slice(start, start + PIN_DIGITS));
    if (reading.kind === 'pin') found.add(reading.pin);
  }
  return [...found];
}
