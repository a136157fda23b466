/** How many minor units a currency's major unit has (ISO 4217). */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** `USD 30.00`: for papers and terminals, where a symbol could be read as another country's. */
export function formatMoney(amountMinor: bigint, currency: string): string {
  const digits = minorDigits(currency);
  const negative = amountMinor < 0n;
  const text = (negative ? -amountMinor : amountMinor).toString().padStart(digits + 1, '0');
  const major = text.slice(0, text.length - digits);
  const minor = digits === 0 ? '' : `.${text.slice(-digits)}`;
  return `${currency} ${negative ? '-' : ''}${major}${minor}`;
}

/** A share in basis points (hundredths of a percent), rounded half up to a minor unit. */
export function shareOf(amountMinor: bigint, basisPoints: number): bigint {
  return (amountMinor * BigInt(basisPoints) + 5_000n) / 10_000n;
}
