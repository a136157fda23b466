import type { CardSymbol } from './symbol.js';

/*
 * GS1 DataBar Expanded Stacked (ISO/IEC 24724) for one shape of data: (01) GTIN and (21) a serial of 16 digits.
 *
 * Encodation method "1" carries the GTIN in the first 48 bits and the rest as digit pairs of 7 bits, padded to 120
 * bits, that is 10 data characters of 12 bits. With the check character in front they make 11 characters: 6 in the
 * first row, 5 in the second. The GTIN ends on a character boundary, so only characters 4 to 9 change with the serial.
 */
const DATA_CHARACTERS = 10;
const CHARACTERS_PER_ROW = 6;
const CHARACTER_MODULES = 17;
const FINDER_MODULES = 15;
const ROW_MODULES = 151;
const BAR_ROW_HEIGHT = 34;
const CHECK_MODULUS = 211;

/** How the values of a character are spread over its odd and even elements (ISO/IEC 24724, table "(17,4) subsets"). */
const SUBSETS = [
  { last: 347, first: 0, odd: { modules: 12, widest: 7 }, even: { modules: 5, widest: 2 }, evenValues: 4 },
  { last: 1387, first: 348, odd: { modules: 10, widest: 5 }, even: { modules: 7, widest: 4 }, evenValues: 20 },
  { last: 2947, first: 1388, odd: { modules: 8, widest: 4 }, even: { modules: 9, widest: 5 }, evenValues: 52 },
  { last: 3987, first: 2948, odd: { modules: 6, widest: 3 }, even: { modules: 11, widest: 6 }, evenValues: 104 },
  { last: 4191, first: 3988, odd: { modules: 4, widest: 1 }, even: { modules: 13, widest: 8 }, evenValues: 204 },
] as const;

/** Element widths of the finders that a symbol of 10 data characters uses, in their order: A1 E2 B2 D2 C2 F2... */
const FINDERS = [
  [1, 8, 4, 1, 1],
  [1, 1, 5, 6, 2],
  [1, 1, 4, 6, 3],
  [1, 1, 8, 2, 3],
  [1, 1, 6, 4, 3],
  [1, 1, 9, 2, 2],
] as const;

/** Weights of the eight elements of each data character in the checksum, same order of finders. */
const CHECK_WEIGHTS = [
  [77, 96, 32, 81, 27, 9, 3, 1],
  [120, 149, 25, 75, 14, 42, 126, 167],
  [175, 199, 207, 69, 23, 78, 26, 79],
  [185, 133, 188, 142, 4, 12, 36, 108],
  [50, 87, 29, 80, 97, 173, 128, 113],
  [70, 210, 208, 202, 184, 130, 179, 115],
  [190, 204, 68, 93, 31, 151, 191, 134],
  [76, 17, 51, 153, 37, 111, 122, 155],
  [146, 119, 110, 107, 106, 176, 129, 43],
  [55, 165, 73, 8, 24, 72, 5, 15],
] as const;
