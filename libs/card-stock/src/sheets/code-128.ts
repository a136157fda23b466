import type { CardSymbol } from './symbol.js';

/** Bar and space widths of the Code 128 characters 0 to 105 (ISO/IEC 15417, table 1), and then as modules. */
const WIDTHS =
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 ' +
  '123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 ' +
  '232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 ' +
  '313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 ' +
  '111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 ' +
  '111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 ' +
  '114311 411113 411311 113141 114131 311141 411131 211412 211214 211232';
const CHARACTERS = WIDTHS.split(' ').map(modulesOfWidths);
const START_C = 105;
const FNC1 = 102;
const STOP = modulesOfWidths('2331112');
const CHECK_MODULUS = 103;
const CHARACTER_MODULES = 11;

/** Light modules that a scanner needs on either side. */
export const CODE_128_QUIET_MODULES = 10;

/**
 * Code 128 (ISO/IEC 15417) of a prefix that all cards share and an even number of digits, in code set C: two digits a
 * character. One row, which is as high as its place.
 */
export class Code128 implements CardSymbol {
  readonly columns: number;
  readonly rowHeights = [1];
  readonly fixed: Uint8Array;
  private readonly modules: Uint8Array;
  /** The characters of the prefix: how many they are, and what they add to the checksum. */
  private readonly prefixCharacters: number;
  private readonly prefixSum: number;

  /**
   * @param prefix the characters between the start character and the serial.
   * @param serialDigits how many digits follow, even.
   */
  constructor(prefix: readonly number[], serialDigits: number) {
    const shared = [START_C, ...prefix];
    const variable = serialDigits / 2 + 1;
    this.columns = (shared.length + variable) * CHARACTER_MODULES + STOP.length;
    this.modules = new Uint8Array(this.columns);
    this.modules.set(STOP, this.columns - STOP.length);
    this.prefixCharacters = shared.length;
    this.prefixSum = this.draw(shared, 0);
    const end = this.columns - STOP.length;
    this.fixed = new Uint8Array(this.columns).fill(1).fill(0, this.prefixCharacters * CHARACTER_MODULES, end);
  }

  modulesOf(serial: string): Uint8Array {
    const pairs = pairsOf(serial);
    const sum = this.prefixSum + this.draw(pairs, this.prefixCharacters);
    this.draw([sum % CHECK_MODULUS], this.prefixCharacters + pairs.length);
    return this.modules;
  }

  /** @returns what the characters add to the checksum: each weighs as much as its position, the first two 1. */
  private draw(characters: readonly number[], position: number): number {
    let sum = 0;
    for (const character of characters) {
      this.modules.set(CHARACTERS[character]!, position * CHARACTER_MODULES);
      sum += character * Math.max(position, 1);
      position++;
    }
    return sum;
  }
}

/**
 * GS1-128 (GS1 General Specifications 5.4) of an even number of digits: FNC1 stands in front only, because nothing
 * follows the serial.
 * @param prefix the digits that all cards share.
 */
export function gs1128(prefix: string, serialDigits: number): Code128 {
  return new Code128([FNC1, ...pairsOf(prefix)], serialDigits);
}

function pairsOf(digits: string): number[] {
  return Array.from({ length: digits.length / 2 }, (_, i) => Number(digits.slice(2 * i, 2 * i + 2)));
}

function modulesOfWidths(widths: string): Uint8Array {
  return Uint8Array.from(
    Array.from(widths, Number).flatMap((width, i) => Array<number>(width).fill(i % 2 === 0 ? 1 : 0)),
  );
}
