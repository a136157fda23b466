/** GS1's check digit of the 13 digits before it: they weigh 3 and 1 in turn, and the sum becomes a multiple of ten. */
export function gtinCheckDigit(digits: string): string {
  const sum = Array.from(digits, Number).reduce((total, digit, i) => total + digit * (i % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}

/** What is wrong with a GTIN as it was typed, and what to do; `undefined` when it is right. */
export function gtinTrouble(typed: string): string | undefined {
  const gtin = bareGtin(typed);
  if (!/^\d*$/.test(gtin)) return 'A GTIN has digits only.';
  if (gtin.length === 13) return `13 digits entered; the check digit that follows them is ${gtinCheckDigit(gtin)}.`;
  if (gtin.length !== 14) return `${gtin.length} digits entered; a GTIN-14 has 14. Put zeros before a shorter one.`;
  const right = gtinCheckDigit(gtin.slice(0, 13));
  return gtin[13] === right
    ? undefined
    : `The last digit does not fit the others: it would be ${right}. Check them all.`;
}

/** Spaces and hyphens are how people copy it. */
export function bareGtin(typed: string): string {
  return typed.replace(/[ -]/g, '');
}
