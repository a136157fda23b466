import type { TemplateSpec } from './template.js';

/** What differs from card to card. */
export interface SheetCard {
  /** 16 digits. */
  readonly serial: string;
  /** 16 digits: whoever reads them owns the card. */
  readonly pin: string;
}

/** Where a file's sheets stand among those of a batch that needs more than one file. */
export interface SheetNumbering {
  readonly sheetsBefore: number;
  readonly sheets: number;
  readonly pilesBefore: number;
  readonly piles: number;
}

/** What all cards of a batch share. Texts are printed as they are, in every language. */
export interface SheetSpec {
  readonly batchId: number;
  /** 14 digits with a right check digit. */
  readonly gtin: string;
  readonly productName: string;
  /** The kind of device that takes the card. */
  readonly plan: string;
  /** Calendar months that a card adds. */
  readonly months: number;
  /** With its currency, e.g. `USD 30.00`. */
  readonly price: string;
  /** Host (and port) of the redeem page in the QR code, e.g. `REUP.EXAMPLE`. */
  readonly redeemHost: string;
  readonly helpPhone: string;
  /** In figures, which every language reads, e.g. `7-22 h ET`. */
  readonly helpHours: string;
  /** The redeem page as a person types it. */
  readonly redeemUrl: string;
  /** How long after the sale the card can be redeemed. */
  readonly useWithinMonths: number;
  /** Name and address. */
  readonly issuer: string;
  /** Becomes the PDF's CreationDate: the same batch gives the same bytes. */
  readonly createdAt: Date;
  readonly template: TemplateSpec;
  /** Absent: the file is all there is. */
  readonly numbering?: SheetNumbering;
}

/** A text that can't be printed, whatever the room: empty, of the wrong form, or in letters that the fonts lack. */
export class SheetTextInvalid extends Error {
  override readonly name = 'SheetTextInvalid';

  /** @param character that no font has, if that is what is wrong. */
  constructor(
    readonly field: string,
    reason: string,
    readonly character?: string,
  ) {
    super(`${field}: ${reason}`);
  }
}

const TEXTS = ['productName', 'plan', 'price', 'redeemUrl', 'helpPhone', 'helpHours', 'issuer'] as const;
const TEXT_MAX = 500;
const MONTHS_MAX = 120;
const BATCH_ID_MAX = 999_999;
const SIXTEEN_DIGITS = /^[0-9]{16}$/;

/** Refuses what would come out as a wrong or an ugly card. */
export function checkSpec(spec: SheetSpec): void {
  for (const field of TEXTS) {
    if (spec[field].trim() === '') throw new SheetTextInvalid(field, 'is empty');
    if (spec[field].length > TEXT_MAX) throw new SheetTextInvalid(field, `is longer than ${TEXT_MAX} characters`);
    // Controls, and what turns the direction of the text around it.
    if (/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(spec[field]))
      throw new SheetTextInvalid(field, 'has a control character or a line break');
  }
  if (!/^[A-Za-z0-9.:-]+$/.test(spec.redeemHost)) throw new SheetTextInvalid('redeemHost', 'is not a host and port');
  if (!hasRightCheckDigit(spec.gtin)) throw new SheetTextInvalid('gtin', 'is not 14 digits with a right check digit');
  if (spec.template.tillCode === 'upc-a+code-128' && !spec.gtin.startsWith('0'))
    throw new SheetTextInvalid('gtin', 'has more digits than a UPC-A or EAN-13 holds');
  checkWhole('months', spec.months, MONTHS_MAX);
  checkWhole('useWithinMonths', spec.useWithinMonths, MONTHS_MAX);
  checkWhole('batchId', spec.batchId, BATCH_ID_MAX);
}

/** Refuses letters that would come out as empty boxes. @param missing finds the first that the fonts lack. */
export function checkLetters(spec: SheetSpec, missing: (text: string) => string | undefined): void {
  for (const field of TEXTS) {
    const letter = missing(spec[field]);
    if (letter !== undefined) throw new SheetTextInvalid(field, `has "${letter}", which the fonts lack`, letter);
  }
}

/** @throws SheetTextInvalid without the numbers: an error's text travels further than a PIN may. */
export function checkCard({ serial, pin }: SheetCard): void {
  if (!SIXTEEN_DIGITS.test(serial)) throw new SheetTextInvalid('serial', 'is not 16 digits');
  if (!SIXTEEN_DIGITS.test(pin)) throw new SheetTextInvalid('pin', 'is not 16 digits');
}

function checkWhole(field: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 1 || value > max) throw new SheetTextInvalid(field, `is not in 1 to ${max}`);
}

/** GS1 check digit: from the right, digits count 1 and 3 in turn and the sum ends in 0. */
function hasRightCheckDigit(gtin: string): boolean {
  if (!/^[0-9]{14}$/.test(gtin)) return false;
  const sum = Array.from(gtin, Number).reduce((total, digit, i) => total + digit * (i % 2 === 0 ? 3 : 1), 0);
  return sum % 10 === 0;
}
