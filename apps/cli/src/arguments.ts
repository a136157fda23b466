import { InvalidArgumentError } from 'commander';

/** A whole number above zero; thousands may be written `100,000` or `100_000`. */
export function positive(text: string): number {
  const found = whole(text);
  if (found === 0) throw new InvalidArgumentError('It must be above 0.');
  return found;
}

export function whole(text: string): number {
  const plain = text.replace(/[_,](?=\d{3}(?!\d))/g, '');
  if (!/^\d{1,12}$/.test(plain)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(plain);
}

/** Sixteen digits, spaces and hyphens allowed; whether it is a card, the system knows. */
export function serial(text: string): string {
  const digits = text.replace(/[ -]/g, '');
  if (!/^\d{16}$/.test(digits)) throw new InvalidArgumentError('A serial has 16 digits.');
  return digits;
}

export function serials(text: string): string[] {
  return text
    .split(',')
    .filter((one) => one.trim() !== '')
    .map(serial);
}
