/** The Luhn digit (ISO/IEC 7812-1 annex B) that follows `digits`. Catches every single digit and all neighbour swaps but 09 ↔ 90. */
export function luhnDigit(digits: string): number {
  let sum = 0;
  for (let i = digits.length - 1, double = true; i >= 0; i--, double = !double) {
    const digit = digits.charCodeAt(i) - 48;
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return (10 - (sum % 10)) % 10;
}

export function passesLuhn(digits: string): boolean {
  return luhnDigit(digits.slice(0, -1)) === digits.charCodeAt(digits.length - 1) - 48;
}
