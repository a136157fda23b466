import type { CardSymbol } from './symbol.js';

/*
 * GS1 DataBar Expanded Stacked (ISO/IEC 24724) for one shape of data: (01) GTIN and (21) a serial of 16 digits.
 *
 * Encodation method "1" carries the GTIN in the first 48 bits and the rest as digit pairs of 7 bits, padded to 120
 * bits: 10 data characters of 12 bits. With the check character in front of them there are 11: 6 in the first row,
 * 5 in the second. The GTIN ends on a character boundary, so only characters 4 to 9 change with the serial.
 */
const GTIN_CHARACTERS = 4;
const DATA_CHARACTERS = 10;
const FIRST_ROW_CHARACTERS = 6;
const BITS_PER_CHARACTER = 12;
const FINDER_MODULES = 15;
const ROW_MODULES = 151;
const BAR_ROW_HEIGHT = 34;
const CHECK_MODULUS = 211;

/** What is left of 120 bits after GTIN and serial: the latch out of digit pairs, then filler. */
const PADDING = { bits: 9, value: 0b0000_00100 };

/**
 * How a value is shared between the odd and the even elements of its character, and of how many modules each consists.
 * One of the odd elements must be a single module wide, so that the symbol can't be mistaken for another width.
 */
const CHARACTER_GROUPS = [
  { first: 0, odd: { modules: 12, widest: 7 }, even: { modules: 5, widest: 2 }, evenShapes: 4 },
  { first: 348, odd: { modules: 10, widest: 5 }, even: { modules: 7, widest: 4 }, evenShapes: 20 },
  { first: 1388, odd: { modules: 8, widest: 4 }, even: { modules: 9, widest: 5 }, evenShapes: 52 },
  { first: 2948, odd: { modules: 6, widest: 3 }, even: { modules: 11, widest: 6 }, evenShapes: 104 },
  { first: 3988, odd: { modules: 4, widest: 1 }, even: { modules: 13, widest: 8 }, evenShapes: 204 },
] as const;

/** Element widths of the finders of a symbol this long, one after every second character: A1 E2 B1 D2 D1 F2. */
const FINDERS = [
  [1, 8, 4, 1, 1],
  [1, 1, 5, 6, 2],
  [3, 6, 4, 1, 1],
  [1, 1, 8, 2, 3],
  [3, 2, 8, 1, 1],
  [1, 1, 9, 2, 2],
] as const;

/** Where a row's finders begin; its separator treats those modules in another way. */
const FINDER_STARTS = [19, 68, 117] as const;

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

/** The stacked symbol of one product: 151 x 71 modules, no quiet zone needed. */
export class DataBarExpandedStacked implements CardSymbol {
  readonly columns = ROW_MODULES;
  /** Bars, their separator, the common separator, the second row's separator, its bars. */
  readonly rowHeights = [BAR_ROW_HEIGHT, 1, 1, 1, BAR_ROW_HEIGHT];

  private readonly modules = new Uint8Array(this.rowHeights.length * ROW_MODULES);
  private readonly rows = this.rowHeights.map((_, row) =>
    this.modules.subarray(row * ROW_MODULES, (row + 1) * ROW_MODULES),
  );
  private readonly values: Uint16Array;

  /** @param gtin 14 digits, whose check digit the caller has seen to: the symbol does not carry it. */
  constructor(gtin: string) {
    this.values = new Uint16Array(DATA_CHARACTERS);
    this.values.set(gtinCharacters(gtin));
    drawCommonSeparator(this.rows[2]!);
  }

  /** @param serial 16 digits. */
  modulesOf(serial: string): Uint8Array {
    writeSerialCharacters(serial, this.values);
    const shapes = Array.from(this.values, (value, position) => shapeOf(value, position % 2 === 0));
    const characters = [checkCharacter(shapes), ...shapes];
    const [first, firstSeparator, , secondSeparator, second] = this.rows as unknown as Rows;

    const firstWidth = drawRow(first, characters.slice(0, FIRST_ROW_CHARACTERS), FINDERS.slice(0, 3), 0);
    drawSeparator(firstSeparator, first, firstWidth);
    const secondWidth = drawRow(second, characters.slice(FIRST_ROW_CHARACTERS), FINDERS.slice(3), 1);
    drawSeparator(secondSeparator, second, secondWidth);
    return this.modules;
  }
}

type Rows = readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
type Shape = readonly number[];

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
  let position = GTIN_CHARACTERS;
  const push = (bits: number, value: number): void => {
    pending = (pending << bits) | value;
    pendingBits += bits;
    if (pendingBits < BITS_PER_CHARACTER) return;
    pendingBits -= BITS_PER_CHARACTER;
    values[position++] = pending >> pendingBits;
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

/** Weighs all elements; the number of characters is part of the sum, so that a symbol cut short does not read. */
function checkCharacter(shapes: readonly Shape[]): Shape {
  let sum = 0;
  shapes.forEach((shape, position) => {
    const weights = CHECK_WEIGHTS[position]!;
    for (let element = 0; element < 8; element++) sum += shape[element]! * weights[element]!;
  });
  return shapeOf((sum % CHECK_MODULUS) + CHECK_MODULUS * (DATA_CHARACTERS - 3), false);
}

const shapesMade = new Map<number, Shape>();

/** The eight element widths of a character. Those to the right of a finder are drawn mirrored. */
function shapeOf(value: number, mirrored: boolean): Shape {
  const key = value * 2 + Number(mirrored);
  let shape = shapesMade.get(key);
  if (shape === undefined) {
    shape = makeShape(value);
    if (mirrored) shape = shape.toReversed();
    shapesMade.set(key, shape);
  }
  return shape;
}

function makeShape(value: number): Shape {
  const group = CHARACTER_GROUPS.findLast(({ first }) => value >= first)!;
  const rest = value - group.first;
  const odd = elementWidths(Math.floor(rest / group.evenShapes), group.odd, (widths) => widths.includes(1));
  const even = elementWidths(rest % group.evenShapes, group.even, () => true);
  return odd.flatMap((width, i) => [width, even[i]!]);
}

/** The `index`th of the allowed ways to share modules out among four elements. */
function elementWidths(
  index: number,
  { modules, widest }: { readonly modules: number; readonly widest: number },
  allowed: (widths: Shape) => boolean,
): Shape {
  for (const widths of sharings(modules, widest, 4)) {
    if (allowed(widths) && index-- === 0) return widths;
  }
  throw new RangeError('no such DataBar character');
}

/** All ways to share modules out among elements, in the standard's order: the narrower first element first. */
function* sharings(modules: number, widest: number, elements: number): Generator<Shape> {
  if (elements === 1) {
    if (modules >= 1 && modules <= widest) yield [modules];
    return;
  }
  for (let width = 1; width <= widest; width++) {
    for (const rest of sharings(modules - width, widest, elements - 1)) yield [width, ...rest];
  }
}

/**
 * Guard, characters with a finder after the first of every pair, guard; elements take turns in colour.
 * @returns how many modules the row takes; the rest of the symbol's width is light.
 */
function drawRow(row: Uint8Array, characters: readonly Shape[], finders: readonly Shape[], firstColour: 0 | 1): number {
  let x = 0;
  let colour: number = firstColour;
  const draw = (widths: Shape): void => {
    for (const width of widths) {
      row.fill(colour, x, x + width);
      x += width;
      colour ^= 1;
    }
  };
  draw([1, 1]);
  characters.forEach((character, i) => {
    draw(character);
    if (i % 2 === 0) draw(finders[i / 2]!);
  });
  draw([1, 1]);
  return x;
}

/** The complement of its row, light at both ends, and broken up beside the wide elements of finders. */
function drawSeparator(separator: Uint8Array, row: Uint8Array, width: number): void {
  for (let x = 4; x < width - 4; x++) separator[x] = row[x]! ^ 1;
  for (const start of FINDER_STARTS) {
    for (let x = start; x < start + FINDER_MODULES; x++) {
      separator[x] = row[x] === 0 && (row[x - 1] === 1 || separator[x - 1] === 0) ? 1 : 0;
    }
  }
  separator.fill(0, width - 4);
}

function drawCommonSeparator(separator: Uint8Array): void {
  for (let x = 5; x < ROW_MODULES - 4; x += 2) separator[x] = 1;
}
