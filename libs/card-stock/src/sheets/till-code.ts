import { DataBarExpandedStacked } from './databar-expanded.js';
import { GS1_128_QUIET_MODULES, Gs1128 } from './gs1-128.js';
import { type CodePlace, POINTS_PER_DOT, POINTS_PER_MM, type TillCode } from './sheet-layout.js';
import type { CardSymbol } from './symbol.js';

/**
 * What the till's scanner reads, as an element string (GS1 General Specifications): application identifiers 01, the
 * product, and 21, the card. No separator: 01 has a fixed length and nothing follows 21.
 * @param gtin 14 digits. @param serial 16 digits.
 */
export function tillElementString(gtin: string, serial: string): string {
  return `01${gtin}21${serial}`;
}

/** The symbol of that string, and the light modules it needs on its left and right. */
export function tillSymbol(
  code: TillCode,
  gtin: string,
  place: CodePlace,
): { symbol: CardSymbol; quietModules: number } {
  if (code === 'databar-expanded-stacked') return { symbol: new DataBarExpandedStacked(gtin), quietModules: 0 };
  const modulePt = place.moduleDots[0]! * POINTS_PER_DOT;
  const heightModules = Math.floor((place.height * POINTS_PER_MM) / modulePt);
  return { symbol: new Gs1128(tillElementString(gtin, ''), 16, heightModules), quietModules: GS1_128_QUIET_MODULES };
}
