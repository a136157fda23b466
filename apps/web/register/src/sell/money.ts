/** How many minor units a currency's major unit has (ISO 4217), as the browser knows it. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** `30.00`: a till has one currency, which its clerk knows. */
export function amount(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  return (minor / 10 ** digits).toFixed(digits);
}

/** What a clerk types for an amount, in minor units; of anything else, `undefined`. */
export function readAmount(text: string, currency: string): number | undefined {
  const found = /^(\d{1,7})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (found === null) return undefined;
  const digits = minorDigits(currency);
  const [, major, minor = ''] = found;
  if (minor.length > digits) return undefined;
  return Number(major) * 10 ** digits + Number(minor.padEnd(digits, '0') || 0);
}

/** Notes and coins in circulation, in minor units, large ones first. */
const CASH: Readonly<Record<string, readonly number[]>> = {
  USD: [10_000, 5_000, 2_000, 1_000, 500, 200, 100, 25, 10, 5, 1],
  CAD: [10_000, 5_000, 2_000, 1_000, 500, 200, 100, 25, 10, 5],
  EUR: [20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  GBP: [5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  HUF: [2_000_000, 1_000_000, 500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500],
};

export function denominations(currency: string): readonly number[] {
  const unit = 10 ** minorDigits(currency);
  return CASH[currency] ?? [100, 50, 20, 10, 5, 2, 1].map((major) => major * unit);
}

/** The notes that a customer is likely to hand over for so much: the next three that are enough. */
export function likelyNotes(minor: number, currency: string): readonly number[] {
  const notes = denominations(currency).filter((note) => note >= 5 * 10 ** minorDigits(currency));
  const enough = notes.filter((note) => note > minor).reverse();
  if (enough.length >= 2) return enough.slice(0, 3);
  const largest = notes[0]!;
  const smaller = notes[2] ?? largest;
  return [...new Set([smaller, largest].map((note) => Math.ceil((minor + 1) / note) * note))].sort((a, b) => a - b);
}
