import { invariant } from '#lib/kernel';
import { luhnDigit, passesLuhn } from './luhn.js';

/** No bank card starts with 97 but those of 9792: batches 920000 to 929999 are never used. */
export const SERIAL_PREFIX = '97';
/** A card's id is its batch times this plus its index: the serial's 13 inner digits. */
export const CARDS_A_BATCH = 10_000_000n;
export const CARDS_A_BATCH_MAX = 9_999_999;

export function cardId(batchId: number, index: number): bigint {
  return BigInt(batchId) * CARDS_A_BATCH + BigInt(index);
}

export function batchOfCard(id: bigint): number {
  return Number(id / CARDS_A_BATCH);
}

/** `97` + 6-digit batch + 7-digit index + Luhn digit. */
export function serialOf(id: bigint): string {
  invariant(id >= 0n && id < 10n ** 13n, 'a card id has 13 digits');
  const inner = SERIAL_PREFIX + id.toString().padStart(13, '0');
  return inner + luhnDigit(inner);
}

/** The card's id, or why the text is no serial: neither asks the database. */
export type SerialReading =
  | { readonly kind: 'serial'; readonly id: bigint }
  | { readonly kind: 'malformed' | 'check_digit' };

/** Spaces and hyphens are how people copy a number; anything else is no serial. */
export function readSerial(text: string): SerialReading {
  const digits = text.replace(/[ -]/g, '');
  if (!/^97\d{14}$/.test(digits)) return { kind: /^\d{16}$/.test(digits) ? 'check_digit' : 'malformed' };
  if (!passesLuhn(digits)) return { kind: 'check_digit' };
  return { kind: 'serial', id: BigInt(digits.slice(2, 15)) };
}

/** `9700 0123 0004 5613` */
export function groupDigits(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1 ');
}

/** What a receipt may show, `9700 01•• •••• 5613`: with the full serial a found slip could claim a replacement. */
export function maskSerial(serial: string): string {
  return `${serial.slice(0, 4)} ${serial.slice(4, 6)}•• •••• ${serial.slice(-4)}`;
}
