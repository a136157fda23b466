import bwip from 'bwip-js/node';
import type { CardSymbol } from './symbol.js';

/** Light modules around a QR code (ISO/IEC 18004). */
export const QR_QUIET_MODULES = 4;

const SERIAL_DIGITS = 16;
const ZEROS = '0'.repeat(SERIAL_DIGITS);

/** Three serials that between them set every bit: what is built on the library is compared with it at every start. */
const PROBES = ['9123456789012345', '9999999999999999', '9708642097531864'];

/** Numeric mode packs three digits into 10 bits; the last digit stands alone and has 4. */
const CHUNKS = [
  ...[0, 3, 6, 9, 12].map((start) => ({ start, digits: 3, bits: 10 })),
  { start: 15, digits: 1, bits: 4 },
] as const;

/**
 * What a customer's phone reads: the redeem page with the serial filled in, never the PIN. In upper case, for that
 * takes 5.5 bits a character instead of 8.
 * @param host of the redeem page, with a port if need be.
 * @param serial 16 digits.
 */
export function redeemQrText(host: string, serial: string): string {
  return `HTTPS://${host.toUpperCase()}/R/${serial}`;
}

/**
 * The redeem QR code (ISO/IEC 18004, level M) of every serial, at the price of a few exclusive ors.
 *
 * With version, level, mask and modes fixed, every module is an exclusive or of data bits and a constant: placement
 * copies bits, error correction is linear over GF(2), the mask is a constant. So the library is asked once for the code
 * of serial 0 and once for each bit that a serial can set; what any digits turn over is the sum of their bits. The mask
 * is the same for all, not each code's best: readers take any.
 */
export class RedeemQr implements CardSymbol {
  /** 25 for a host of up to 15 characters, 29 up to 38. */
  readonly columns: number;
  readonly rowHeights: readonly number[];
  /** None: a seam between shared and other modules would show on a screen. */
  readonly fixed: Uint8Array;

  /** `changes[chunk][digits as a number]`: the modules to turn over, four in a word. */
  private readonly changes: readonly (readonly Uint32Array[])[];
  private readonly zeros: Uint32Array;
  private readonly words: Uint32Array;
  private readonly modules: Uint8Array;

  /** @param host of the redeem page: letters, digits, `.`, `-`, `:`. */
  constructor(host: string) {
    this.columns = Math.sqrt(libraryModules(redeemQrText(host, ZEROS), {}).length);
    const version = String((this.columns - 17) / 4);
    const wordsOf = (serial: string): Uint32Array => packed(libraryModules(redeemQrText(host, serial), { version }));
    this.rowHeights = Array<number>(this.columns).fill(1);
    this.fixed = new Uint8Array(this.columns ** 2);
    this.zeros = wordsOf(ZEROS);
    this.changes = CHUNKS.map(({ start, digits, bits }) => {
      const changeOfBit = Array.from({ length: bits }, (_, bit) =>
        exclusiveOr(this.zeros, wordsOf(serialWith(start, digits, 1 << bit))),
      );
      return sumsOf(changeOfBit, 10 ** digits);
    });
    this.words = new Uint32Array(this.zeros.length);
    this.modules = new Uint8Array(this.words.buffer, 0, this.columns ** 2);
    for (const serial of PROBES) this.prove(serial, wordsOf(serial));
  }

  modulesOf(serial: string): Uint8Array {
    const { words } = this;
    words.set(this.zeros);
    for (const [i, { start, digits }] of CHUNKS.entries()) {
      const change = this.changes[i]![Number(serial.slice(start, start + digits))]!;
      for (let word = 0; word < words.length; word++) words[word]! ^= change[word]!;
    }
    return this.modules;
  }

  private prove(serial: string, expected: Uint32Array): void {
    this.modulesOf(serial);
    if (this.words.some((word, i) => word !== expected[i]))
      throw new Error('the QR code of a host is not linear in the serial');
  }
}

/** Slow: a millisecond with the version given, seven without. `mask` counts from 1, the chequered one. */
function libraryModules(text: string, version: { readonly version?: string }): readonly number[] {
  const options = { bcid: 'qrcode', text, eclevel: 'M', fixedeclevel: true, mask: 1, ...version };
  const [symbol] = bwip.raw(options) as { pixs: number[] }[];
  return symbol!.pixs;
}

function serialWith(start: number, digits: number, value: number): string {
  return ZEROS.slice(0, start) + String(value).padStart(digits, '0') + ZEROS.slice(start + digits);
}

/** For each value the sum of its bits' changes: that of all but its highest bit is known by then. */
function sumsOf(changeOfBit: readonly Uint32Array[], values: number): Uint32Array[] {
  const sums: Uint32Array[] = [new Uint32Array(changeOfBit[0]!.length)];
  for (let value = 1; value < values; value++) {
    const highest = 31 - Math.clz32(value);
    sums.push(exclusiveOr(sums[value ^ (1 << highest)]!, changeOfBit[highest]!));
  }
  return sums;
}

function exclusiveOr(a: Uint32Array, b: Uint32Array): Uint32Array {
  return a.map((word, i) => word ^ b[i]!);
}

/** One byte a module, rounded up to whole words. */
function packed(modules: readonly number[]): Uint32Array {
  const words = new Uint32Array(Math.ceil(modules.length / 4));
  new Uint8Array(words.buffer).set(modules);
  return words;
}
