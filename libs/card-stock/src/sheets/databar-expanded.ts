import type { CardSymbol } from './symbol.js';

/*
 * GS1 DataBar Expanded Stacked (ISO/IEC 24724) for one shape of data: (01) GTIN and (21) a serial of 16 digits.
 *
 * Encodation method "1" carries the GTIN in the first 48 bits and the rest as digit pairs of 7 bits, padded to 120
 * bits: 10 data characters of 12 bits. With the check character in front of them there are 11: 6 in the first row,
 * 5 in the second. The GTIN ends on a character boundary, so that only the check character and data characters 4 to 9
 * change with the serial.
 */
const GTIN_CHARACTERS = 4;
const DATA_CHARACTERS = 10;
const BITS_PER_CHARACTER = 12;
const CHECK_MODULUS = 211;
const BAR_ROW_HEIGHT = 34;

/** A row, in modules: guard, characters with a finder after every other one, guard. */
const GUARD = [1, 1] as const;
const CHARACTER_MODULES = 17;
const FINDER_MODULES = 15;
const FINDERS_PER_ROW = 3;
const ROWS = [
  { bars: 0, separator: 1, firstCharacter: 0, width: 151 },
  { bars: 4, separator: 3, firstCharacter: 6, width: 134 },
] as const;
const COMMON_SEPARATOR = 2;
const COLUMNS = ROWS[0].width;
/** Separators are light at both ends. */
const SEPARATOR_MARGIN = 4;

/** What is left of 120 bits after GTIN and serial: the latch out of digit pairs, then filler. */
const PADDING = { bits: 9, value: 0b0000_00100 };

/**
 * How a value is shared between the odd and the even elements of its character, and of how many modules each kind
 * consists. One odd element must be a single module wide.
 */
const CHARACTER_GROUPS = [
  { first: 0, odd: sharings(12, 7).filter(hasNarrow), even: sharings(5, 2) },
  { first: 348, odd: sharings(10, 5).filter(hasNarrow), even: sharings(7, 4) },
  { first: 1388, odd: sharings(8, 4).filter(hasNarrow), even: sharings(9, 5) },
  { first: 2948, odd: sharings(6, 3).filter(hasNarrow), even: sharings(11, 6) },
  { first: 3988, odd: sharings(4, 1).filter(hasNarrow), even: sharings(13, 8) },
];

/** Element widths of the finders of a symbol this long, row after row: A1 E2 B1, D2 D1 F2. */
const FINDERS = [
  [1, 8, 4, 1, 1],
  [1, 1, 5, 6, 2],
  [3, 6, 4, 1, 1],
  [1, 1, 8, 2, 3],
  [3, 2, 8, 1, 1],
  [1, 1, 9, 2, 2],
] as const;

/** What each element of each data character weighs in the checksum. */
const CHECK_WEIGHTS = [
  [77, 96, 32, 81, 27, 9, 3, 1],
  [120, 149, 25, 75, 14, 42, 126, 167],
  [175, 199, 207, 69, 23, 78, 26, 79],
  [193, 157, 49, 147, 19, 57, 171, 91],
  [132, 44, 85, 169, 197, 136, 186, 62],
  [70, 210, 208, 202, 184, 130, 179, 115],
  [190, 204, 68, 93, 31, 151, 191, 134],
  [16, 48, 144, 10, 30, 90, 59, 177],
  [164, 125, 112, 178, 200, 137, 116, 109],
  [55, 165, 73, 8, 24, 72, 5, 15],
] as const;

type Widths = readonly number[];
type Colour = 0 | 1;

/** A character as its element widths, and as modules when its first element is light, or dark. */
interface Character {
  readonly widths: Widths;
  readonly modules: readonly [firstLight: Uint8Array, firstDark: Uint8Array];
}

/** The stacked symbol of one product: 151 x 71 modules, no quiet zone needed. */
export class DataBarExpandedStacked implements CardSymbol {
  readonly columns = COLUMNS;
  readonly rowHeights = [BAR_ROW_HEIGHT, 1, 1, 1, BAR_ROW_HEIGHT];
  readonly fixed = new Uint8Array(this.rowHeights.length * COLUMNS).fill(1);

  private readonly modules = new Uint8Array(this.fixed.length);
  private readonly values = new Uint16Array(DATA_CHARACTERS);

  /** @param gtin 14 digits, whose check digit the caller has seen to: the symbol does not carry it. */
  constructor(gtin: string) {
    this.values.set(gtinCharacters(gtin));
    for (let position = 1; position <= GTIN_CHARACTERS; position++) this.drawCharacter(position);
    for (const position of [0, 5, 6, 7, 8, 9, 10]) this.markVariable(position);
    this.drawGuards();
    this.drawFinders();
    const separator = rowOf(this.modules, COMMON_SEPARATOR);
    for (let x = SEPARATOR_MARGIN + 1; x < COLUMNS - SEPARATOR_MARGIN; x += 2) separator[x] = 1;
  }

  /** @param serial 16 digits. */
  modulesOf(serial: string): Uint8Array {
    writeSerialCharacters(serial, this.values);
    for (let position = GTIN_CHARACTERS + 1; position <= DATA_CHARACTERS; position++) this.drawCharacter(position);
    this.draw(0, checkCharacter(this.values));
    for (const { separator, width } of ROWS) {
      rowOf(this.modules, separator)
        .fill(0, 0, SEPARATOR_MARGIN)
        .fill(0, width - SEPARATOR_MARGIN);
    }
    return this.modules;
  }

  private drawCharacter(position: number): void {
    this.draw(position, characterOf(this.values[position - 1]!, position % 2 === 1));
  }

  /** Bars, and their complement as the separator. */
  private draw(position: number, { modules }: Character): void {
    const { x, bars, separator, colour } = placeOf(position);
    this.modules.set(modules[colour], bars * COLUMNS + x);
    this.modules.set(modules[colour === 0 ? 1 : 0], separator * COLUMNS + x);
  }

  private markVariable(position: number): void {
    const { x, bars, separator } = placeOf(position);
    for (const row of [bars, separator]) rowOf(this.fixed, row).fill(0, x, x + CHARACTER_MODULES);
  }

  private drawGuards(): void {
    for (const [row, { bars, width }] of ROWS.entries()) {
      rowOf(this.modules, bars).set(modulesOf(GUARD, row === 0 ? 0 : 1), 0);
      rowOf(this.modules, bars).set(modulesOf(GUARD, row === 0 ? 1 : 0), width - GUARD.length);
    }
  }

  /** In a separator, a finder's wide light elements are broken up, so that no scan line finds it there. */
  private drawFinders(): void {
    for (const [i, widths] of FINDERS.entries()) {
      const row = i < FINDERS_PER_ROW ? 0 : 1;
      const inRow = i % FINDERS_PER_ROW;
      const start = GUARD.length + CHARACTER_MODULES + inRow * (2 * CHARACTER_MODULES + FINDER_MODULES);
      const modules = modulesOf(widths, (row + inRow) % 2 === 0 ? 0 : 1);
      rowOf(this.modules, ROWS[row].bars).set(modules, start);
      const separator = rowOf(this.modules, ROWS[row].separator);
      let previous = 0;
      for (const [x, module] of modules.entries()) {
        const afterDark = x === 0 || modules[x - 1] === 1;
        previous = separator[start + x] = module === 0 && (afterDark || previous === 0) ? 1 : 0;
      }
    }
  }
}

function rowOf(modules: Uint8Array, row: number): Uint8Array {
  return modules.subarray(row * COLUMNS, (row + 1) * COLUMNS);
}

/** Where a character stands, 0 being the check character, and the colour of its first element. */
const PLACES = Array.from({ length: 1 + DATA_CHARACTERS }, (_, position) => {
  const row = position < ROWS[1].firstCharacter ? 0 : 1;
  const inRow = position - ROWS[row].firstCharacter;
  const findersBefore = Math.ceil(inRow / 2);
  const colour: Colour = (row + findersBefore) % 2 === 0 ? 0 : 1;
  const x = GUARD.length + inRow * CHARACTER_MODULES + findersBefore * FINDER_MODULES;
  return { x, colour, bars: ROWS[row].bars, separator: ROWS[row].separator };
});

function placeOf(position: number): (typeof PLACES)[number] {
  return PLACES[position]!;
}

/** Linkage flag, method "1", two bits for "an odd number of characters, at most 14"; the first digit, then 4 x 3 digits. */
function gtinCharacters(gtin: string): number[] {
  const digits = (from: number, to: number): bigint => BigInt(gtin.slice(from, to));
  let bits = (0b01_10n << 4n) | digits(0, 1);
  for (let from = 1; from < 13; from += 3) bits = (bits << 10n) | digits(from, from + 3);
  return Array.from({ length: GTIN_CHARACTERS }, (_, i) => Number((bits >> BigInt(36 - 12 * i)) & 0xfffn));
}

/** Application identifier 21 and the serial as digit pairs, cut into characters of 12 bits. */
function writeSerialCharacters(serial: string, values: Uint16Array): void {
  let pending = pairValue(2, 1);
  let pendingBits = 7;
  let index = GTIN_CHARACTERS;
  const push = (bits: number, value: number): void => {
    pending = (pending << bits) | value;
    pendingBits += bits;
    if (pendingBits < BITS_PER_CHARACTER) return;
    pendingBits -= BITS_PER_CHARACTER;
    values[index++] = pending >> pendingBits;
    pending &= (1 << pendingBits) - 1;
  };
  for (let i = 0; i < serial.length; i += 2) push(7, pairValue(digitAt(serial, i), digitAt(serial, i + 1)));
  push(PADDING.bits, PADDING.value);
}

function pairValue(tens: number, units: number): number {
  return 11 * tens + units + 8;
}

function digitAt(text: string, index: number): number {
  return text.charCodeAt(index) - 48;
}

/** Weighs all elements; the number of characters is part of the value, so that a symbol cut short does not read. */
function checkCharacter(values: Uint16Array): Character {
  let sum = 0;
  for (let i = 0; i < DATA_CHARACTERS; i++) {
    const { widths } = characterOf(values[i]!, i % 2 === 0);
    const weights = CHECK_WEIGHTS[i]!;
    for (let element = 0; element < widths.length; element++) sum += widths[element]! * weights[element]!;
  }
  return characterOf((sum % CHECK_MODULUS) + CHECK_MODULUS * (DATA_CHARACTERS - 3), false);
}

const charactersMade: Character[] = [];

/** Characters to the right of a finder are drawn mirrored. */
function characterOf(value: number, mirrored: boolean): Character {
  return (charactersMade[value * 2 + Number(mirrored)] ??= makeCharacter(value, mirrored));
}

function makeCharacter(value: number, mirrored: boolean): Character {
  const group = CHARACTER_GROUPS.findLast(({ first }) => value >= first)!;
  const rest = value - group.first;
  const odd = group.odd[Math.floor(rest / group.even.length)]!;
  const even = group.even[rest % group.even.length]!;
  const inOrder = odd.flatMap((width, i) => [width, even[i]!]);
  const widths = mirrored ? inOrder.toReversed() : inOrder;
  return { widths, modules: [modulesOf(widths, 0), modulesOf(widths, 1)] };
}

/** Elements take turns in colour. */
function modulesOf(widths: Widths, first: Colour): Uint8Array {
  return Uint8Array.from(widths.flatMap((width, i) => Array<number>(width).fill((first + i) % 2)));
}

/** All ways to share modules out among four elements, in the standard's order: the first element narrow, then wider. */
function sharings(modules: number, widest: number, elements = 4): Widths[] {
  if (elements === 1) return modules >= 1 && modules <= widest ? [[modules]] : [];
  return Array.from({ length: widest }, (_, i) => i + 1).flatMap((width) =>
    sharings(modules - width, widest, elements - 1).map((rest) => [width, ...rest]),
  );
}

function hasNarrow(widths: Widths): boolean {
  return widths.includes(1);
}
