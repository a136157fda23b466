import { passesLuhn } from '../../../../../libs/cards/src/luhn.js';

/** What was scanned or typed: a card, or what is wrong with it. */
export type Reading =
  | {
      readonly kind: 'card';
      readonly serial: string /** As the till's call takes it, the product's GTIN included. */;
      readonly code: string;
    }
  | { readonly kind: 'trouble'; readonly words: string };

/** A serial ends what a scanner sends, bare, in a link or after GS1's `21`; FNC1 may follow it. */
const AT_THE_END = /(97\d{14})\D?$/;
const ELEMENT_STRING = /01(\d{14})\D?21(97\d{14})\D?$/;
/** Spaces and hyphens are how people copy a number, brackets how it stands under a barcode. */
const BETWEEN = /[\s()-]/g;
const GTIN_ALONE = /^(?:\][A-Za-z]\d)?(?:01)?\d{12,14}$/;
const SIXTEEN = /^(?:\][A-Za-z]\d)?(?:01\d{14}\D?21)?\d{16}\D?$/;

/** More digits than any amount or code of a person. */
const TOO_LONG = /^\d{15,}$/;

export const SCAN_AGAIN = 'Number mistyped. Scan again.';
export const OTHER_BARCODE = 'Scan the other barcode.';

/** The card that a text ends in, when its check digit is right. */
export function cardAtEnd(text: string): Extract<Reading, { kind: 'card' }> | undefined {
  const bare = text.replace(BETWEEN, '');
  const serial = AT_THE_END.exec(bare)?.[1];
  if (serial === undefined || !passesLuhn(serial)) return undefined;
  const gtin = ELEMENT_STRING.exec(bare)?.[1];
  return { kind: 'card', serial, code: gtin === undefined ? serial : `01${gtin}21${serial}` };
}

/** A code that no field of the register ever wants, and that is no card either: what the clerk does instead. */
export function troubleAtEnd(text: string): string | undefined {
  const bare = text.replace(BETWEEN, '');
  if (GTIN_ALONE.test(bare)) return OTHER_BARCODE;
  if (SIXTEEN.test(bare) || TOO_LONG.test(bare)) return SCAN_AGAIN;
  return undefined;
}

/** What stands in the scan box when Enter is pressed. */
export function readBox(text: string): Reading {
  const card = cardAtEnd(text);
  if (card !== undefined) return card;
  const trouble = troubleAtEnd(text);
  if (trouble !== undefined) return { kind: 'trouble', words: trouble };
  const digits = text.replace(/\D/g, '').length;
  if (digits === 0) return { kind: 'trouble', words: 'Not a card. Scan again.' };
  return { kind: 'trouble', words: `You have entered ${digits} digits. A card has 16. Scan again.` };
}

/** `9700 0123 0004 5613`, as the scan box shows what is typed. */
export function grouped(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1 ');
}
