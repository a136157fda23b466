import { CODE_128_QUIET_MODULES, Code128, gs1128 } from './code-128.js';
import { type SetCode, setCode } from './code-setting.js';
import { DataBarExpandedStacked } from './databar-expanded.js';
import { EanUpc } from './ean-upc.js';
import type { TillCode } from './sheet-layout.js';
import { frontOf, type TemplateSpec } from './template.js';

const SERIAL_DIGITS = 16;

/**
 * What the till's scanner reads, as an element string (GS1 General Specifications): application identifiers 01, the
 * product, and 21, the card. No separator: 01 has a fixed length and nothing follows 21.
 * @param gtin 14 digits. @param serial 16 digits.
 */
export function tillElementString(gtin: string, serial: string): string {
  return `01${gtin}21${serial}`;
}

/** What a scanner reads on one card, code by code. A UPC-A is read as its 12 digits, an EAN-13 as 13. */
export function tillCodeTexts(tillCode: TillCode, gtin: string, serial: string): string[] {
  if (tillCode !== 'upc-a+code-128') return [tillElementString(gtin, serial)];
  return [productDigits(gtin), serial];
}

/** A GTIN as it is printed below its bars: without the zeros that fill it up. */
export function productDigits(gtin: string): string {
  return gtin.startsWith('00') ? gtin.slice(2) : gtin.slice(1);
}

/** All codes of the till's face, ready to be drawn for any serial. @throws TextDoesNotFit */
export function setTillCodes(template: TemplateSpec, gtin: string): SetCode[] {
  const { tillCode, printerDpi } = template;
  const { tillCode: place, serialCode } = frontOf(template);
  const quiet = { x: CODE_128_QUIET_MODULES, y: 0 };
  if (tillCode === 'databar-expanded-stacked')
    return [setCode('tillCode', new DataBarExpandedStacked(gtin), { x: 0, y: 0 }, place, printerDpi)];
  if (tillCode === 'gs1-128')
    return [setCode('tillCode', gs1128(tillElementString(gtin, ''), SERIAL_DIGITS), quiet, place, printerDpi)];
  const product = new EanUpc(gtin);
  return [
    setCode('tillCode', product, { x: product.quietModules, y: 0 }, place, printerDpi),
    setCode('serialCode', new Code128([], SERIAL_DIGITS), quiet, serialCode!, printerDpi),
  ];
}
