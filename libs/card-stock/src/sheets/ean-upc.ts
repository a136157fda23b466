import type { CardSymbol } from './symbol.js';

/** Modules of the digits 0 to 9 (GS1 General Specifications 5.2), set A: odd parity, left half. */
const SET_A = [
  '0001101',
  '0011001',
  '0010011',
  '0111101',
  '0100011',
  '0110001',
  '0101111',
  '0111011',
  '0110111',
  '0001011',
];
const SET_C = SET_A.map((modules) => Array.from(modules, (module) => (module === '0' ? '1' : '0')).join(''));
const SET_B = SET_C.map((modules) => Array.from(modules).toReversed().join(''));
/** Which set each digit of the left half takes: so the first digit of an EAN-13 is told. UPC-A is an EAN-13 with 0. */
const PARITY = ['AAAAAA', 'AABABB', 'AABBAB', 'AABBBA', 'ABAABB', 'ABBAAB', 'ABBBAA', 'ABABAB', 'ABABBA', 'ABBABA'];
const GUARD = '101';
const CENTRE = '01010';

/** UPC-A, or EAN-13 if the GTIN has 13 digits: the same on every card. One row, which is as high as its place. */
export class EanUpc implements CardSymbol {
  readonly columns = 95;
  readonly rowHeights = [1];
  readonly fixed = new Uint8Array(this.columns).fill(1);
  /** Light modules that a scanner needs on either side. */
  readonly quietModules: number;
  private readonly modules: Uint8Array;

  /** @param gtin 14 digits with a right check digit, the first of them 0. */
  constructor(gtin: string) {
    const digits = Array.from(gtin.slice(1), Number);
    const [first, ...rest] = digits;
    const parity = PARITY[first!]!;
    const left = rest.slice(0, 6).map((digit, i) => (parity[i] === 'A' ? SET_A : SET_B)[digit]);
    const right = rest.slice(6).map((digit) => SET_C[digit]);
    this.modules = Uint8Array.from([GUARD, ...left, CENTRE, ...right, GUARD].join(''), Number);
    this.quietModules = first === 0 ? UPC_A_QUIET_MODULES : EAN_13_QUIET_MODULES;
  }

  modulesOf(): Uint8Array {
    return this.modules;
  }
}

const UPC_A_QUIET_MODULES = 9;
const EAN_13_QUIET_MODULES = 11;
