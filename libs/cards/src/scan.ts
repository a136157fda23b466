import { readSerial } from './serial.js';

/** What a till's scanner or a clerk's fingers gave us (domain §3). */
export type ScanReading =
  | { readonly kind: 'card'; readonly id: bigint /** GTIN-14, when the code bore one. */; readonly gtin?: string }
  | { readonly kind: 'malformed' | 'check_digit' | 'gtin_only' };

/** A scanner sends FNC1 as GS (ASCII 29), some as `]`. */
const SYMBOLOGY = /^\](C[01]|e0|d2|Q3|E0)/;
const GS = String.fromCharCode(29);
const ELEMENT_STRING = new RegExp(`^${GS}?01(\\d{14})${GS}?21(\\d{16})${GS}?$`);
const BRACKETED = /^\(01\)(\d{14})\(21\)(\d{16})$/;
const DIGITAL_LINK = /^https?:\/\/[^/?#]{1,253}\/01\/(\d{14})\/21\/(\d{16})$/i;
const REDEEM_URL = /^https?:\/\/[^/?#]{1,253}\/R\/(\d{16})$/i;
const GTIN_ALONE = /^(?:01)?\d{12,14}$/;
export const SCAN_LENGTH_MAX = 300;

/** Reads the scan in any of the accepted forms; asks no database. */
export function readScan(text: string): ScanReading {
  if (text.length > SCAN_LENGTH_MAX) return { kind: 'malformed' };
  const code = text.trim().replace(SYMBOLOGY, '');
  const withGtin = ELEMENT_STRING.exec(code) ?? BRACKETED.exec(code) ?? DIGITAL_LINK.exec(code);
  if (withGtin !== null) return ofSerial(withGtin[2]!, withGtin[1]);
  const url = REDEEM_URL.exec(code);
  if (url !== null) return ofSerial(url[1]!);
  const bare = code.replace(/[ -]/g, '');
  if (GTIN_ALONE.test(bare)) return { kind: 'gtin_only' };
  return ofSerial(bare);
}

function ofSerial(digits: string, gtin?: string): ScanReading {
  const reading = readSerial(digits);
  if (reading.kind !== 'serial') return { kind: reading.kind };
  return { kind: 'card', id: reading.id, ...(gtin === undefined ? {} : { gtin }) };
}
