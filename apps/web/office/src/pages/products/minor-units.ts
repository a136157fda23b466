const FRACTION_DIGITS_MAX = 4;

/** How many digits of a currency stand behind the point: 2 for USD, 0 for JPY, 3 for KWD. */
export function fractionDigits(currency: string): number {
  try {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
    return Math.min(maximumFractionDigits ?? 2, FRACTION_DIGITS_MAX);
  } catch {
    return 2;
  }
}

/** `30.00` of USD → 3000; `undefined` for what is no amount of this currency. Digits, not floats: 0.29 stays 29. */
export function toMinor(typed: string, currency: string): number | undefined {
  const digits = fractionDigits(currency);
  const found = /^(\d{1,9})(?:[.,](\d+))?$/.exec(typed.trim().replaceAll(/[  ]/g, ''));
  if (found === null) return undefined;
  const fraction = (found[2] ?? '').replace(/0+$/, '');
  if (fraction.length > digits) return undefined;
  return Number(`${found[1]}${fraction.padEnd(digits, '0')}`);
}
