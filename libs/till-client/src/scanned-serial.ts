/** A serial stands at the end of every form a scan may have: bare, GS1 element string, our address. */
const SERIAL_AT_END = /(97\d{14})\D?$/;

/** Which card a scan means, for a till without a line; nothing when it is no serial or mistyped. */
export function scannedSerial(code: string): string | undefined {
  const found = SERIAL_AT_END.exec(code.replace(/[ -]/g, ''))?.[1];
  return found !== undefined && hasLuhnDigit(found) ? found : undefined;
}

function hasLuhnDigit(digits: string): boolean {
  const sum = Array.from(digits, Number).reduceRight((total, digit, at) => {
    const doubled = (digits.length - at) % 2 === 0 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
