import { passesLuhn } from '../../../../../libs/cards/src/luhn.js';

/** What was scanned or typed, or what is wrong with it. */
export type SerialReading =
  | { readonly serial: string; readonly trouble?: undefined }
  | { readonly serial?: undefined; readonly trouble: string };

/** `97` + 6-digit batch + 7-digit index + Luhn digit, bare or after GS1's `21`, at the end of what a scanner sent. */
const AT_THE_END = /(97\d{14})\D?$/;
/** Spaces and hyphens are how people copy a number; the brackets are how it stands under a barcode. */
const BETWEEN = /[\s()-]/g;
const GTIN_ALONE = /^(?:\](?:E0|C1|e0))?(?:01)?\d{12,14}$/;

export function readSerial(text: string): SerialReading {
  const code = text.replace(BETWEEN, '');
  const serial = serialAtEnd(code);
  if (serial !== undefined) return { serial };
  if (code === '') return { trouble: 'Scan a card or type its 16 digits.' };
  if (GTIN_ALONE.test(code)) return { trouble: 'That is the product code. Scan the other barcode.' };
  const digits = code.replace(/\D/g, '').length;
  if (digits !== 16) return { trouble: `You have entered ${digits} digits. A card number has 16.` };
  return { trouble: 'The last digit does not fit the others: one of them is mistyped. Scan or type it again.' };
}

/** The serial that a text ends in, when its check digit is right. */
export function serialAtEnd(code: string): string | undefined {
  const found = AT_THE_END.exec(code)?.[1];
  return found !== undefined && passesLuhn(found) ? found : undefined;
}

/** The six digits of a serial that name its batch. */
export function batchOf(serial: string): string {
  return serial.slice(2, 8);
}

/** A card's place in its batch, counted from 0. */
export function indexOf(serial: string): number {
  return Number(serial.slice(8, 15));
}

/** What a range from a first to a last card is: how many cards of which batch, or why it is none. */
export type RangeReading =
  | { readonly cards: number; readonly batch: string; readonly trouble?: undefined }
  | { readonly cards?: undefined; readonly batch?: undefined; readonly trouble: string };

export function readRange(first: string, last: string): RangeReading {
  if (batchOf(first) !== batchOf(last)) {
    return {
      trouble: `The first card is of batch ${batchOf(first)}, the last of ${batchOf(last)}. A range is of one batch.`,
    };
  }
  const cards = indexOf(last) - indexOf(first) + 1;
  if (cards < 1) return { trouble: 'The last card comes before the first. Swap them.' };
  return { cards, batch: batchOf(first) };
}
