import { randomUUID } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { A4_TEN_UP, redeemQrText, type SheetCard, type TillCode, tillElementString } from '#lib/card-stock';
import { type GreyImage, type PageWindow, rasterise } from '../support/pdf-raster.js';
import { PdfReader } from '../support/pdf-reader.js';
import { shownTexts } from '../support/pdf-text.js';
import { type PhotoConditions, photograph } from '../support/phone-photo.js';
import { type FoundCode, readCodes } from '../support/read-codes.js';
import { SHEET_SPEC, sheetCards, sheetsOf } from '../support/sheet-batch.js';

const KIND: Record<TillCode | 'qr', string> = { 'databar-expanded-stacked': ']e0', 'gs1-128': ']C1', qr: ']Q1' };
const TILL_CODES = Object.keys(A4_TEN_UP.front) as TillCode[];

// A card that fills the width of a 2-megapixel picture, held not quite straight, in a badly lit shop.
const PHONE: PhotoConditions = {
  width: 1600,
  height: 1200,
  turnedDegrees: 6,
  tilt: 0.12,
  blurRadius: 1,
  darkest: 70,
  lightest: 190,
  shade: 0.25,
  noise: 8,
};

// Cards are read one by one, as in the shop: zxing mixes up the rows of stacked symbols that it sees at the same time.
describe.each(TILL_CODES)('a printed sheet with %s', (tillCode) => {
  const cards = sheetCards(10);
  const tillCodes = cards.map((card) => tillCodeOf(tillCode, card));
  const redeemCodes = cards.map(redeemCodeOf);
  let bytes: Buffer;
  let pdf: PdfReader;

  beforeAll(async () => {
    bytes = await sheetsOf(cards, { ...SHEET_SPEC, tillCode });
    pdf = new PdfReader(bytes);
  });

  it.each([300, 600])('gives the code of every card back at %d dpi', async (dpi) => {
    expect(await codesOf(cardPictures('front', (place) => rasterise(pdf, 0, dpi, place)))).toEqual(tillCodes);
    expect(await codesOf(cardPictures('back', (place) => rasterise(pdf, 1, dpi, place)))).toEqual(redeemCodes);
  });

  it('gives a phone the codes of every card', async () => {
    const photo = (page: number, place: PageWindow): GreyImage => photograph(rasterise(pdf, page, 600, place), PHONE);
    expect(await codesOf(cardPictures('front', (place) => photo(0, place)))).toEqual(tillCodes);
    expect(await codesOf(cardPictures('back', (place) => photo(1, place)))).toEqual(redeemCodes);
  });

  it.each([300, 600])('gives the same codes when poppler draws it at %d dpi', async (dpi) => {
    if (isMissing('pdftoppm')) return;
    const [front, back] = [drawnByPoppler(bytes, 1, dpi), drawnByPoppler(bytes, 2, dpi)];
    expect(await codesOf(cardPictures('front', (place) => cropped(front, place, dpi)))).toEqual(tillCodes);
    expect(await codesOf(cardPictures('back', (place) => cropped(back, place, dpi)))).toEqual(redeemCodes);
  });

  it('gives all redeem codes of a page back at once', async () => {
    const found = await readCodes(rasterise(pdf, 1, 300));
    expect(found.toSorted((a, b) => (a.text < b.text ? -1 : 1))).toEqual(redeemCodes);
  });
});

describe('the till code that shops use', () => {
  it('survives a printer of 150 dpi', async () => {
    const cards = sheetCards(10);
    const tillCodes = cards.map((card) => tillCodeOf('databar-expanded-stacked', card));
    const bytes = await sheetsOf(cards);
    const pdf = new PdfReader(bytes);
    expect(await codesOf(cardPictures('front', (place) => rasterise(pdf, 0, 150, place)))).toEqual(tillCodes);
    if (isMissing('pdftoppm')) return;
    const page = drawnByPoppler(bytes, 1, 150);
    expect(await codesOf(cardPictures('front', (place) => cropped(page, place, 150)))).toEqual(tillCodes);
  });
});

describe("the text of the customer's face", () => {
  // Two sheets, the second with empty cells.
  const cards = sheetCards(17);
  let bytes: Buffer;

  beforeAll(async () => {
    bytes = await sheetsOf(cards);
  });

  it('has every serial, and right after it its PIN', () => {
    const pdf = new PdfReader(bytes);
    const texts = [1, 3].flatMap((page) => shownTexts(pdf, page));
    expect(pairsIn(texts.join('\n'))).toEqual(pairsOf(cards));
  });

  it.each([[], ['-layout'], ['-raw']])('has them for pdftotext %s, too', (...options: string[]) => {
    if (isMissing('pdftotext')) return;
    const texts = [2, 4].map((page) => {
      const pages = ['-f', String(page), '-l', String(page)];
      return execFileSync('pdftotext', [...options, ...pages, '-', '-'], { input: bytes, encoding: 'utf8' });
    });
    expect(pairsIn(texts.join('\n'))).toEqual(pairsOf(cards));
  });
});

function tillCodeOf(tillCode: TillCode, { serial }: SheetCard): FoundCode {
  return { kind: KIND[tillCode], text: tillElementString(SHEET_SPEC.gtin, serial) };
}

function redeemCodeOf({ serial }: SheetCard): FoundCode {
  return { kind: KIND.qr, text: redeemQrText(SHEET_SPEC.redeemHost, serial) };
}

/** The code of each picture; where there is none, or more than one, the list stands out. */
async function codesOf(pictures: Iterable<GreyImage>): Promise<(FoundCode | FoundCode[])[]> {
  const all: (FoundCode | FoundCode[])[] = [];
  for (const picture of pictures) {
    const codes = await readCodes(picture);
    all.push(codes.length === 1 ? codes[0]! : codes);
  }
  return all;
}

/** The cards of a full page, one after the other in the order of their cells. */
function* cardPictures(face: 'front' | 'back', draw: (place: PageWindow) => GreyImage): Generator<GreyImage> {
  for (let cell = 0; cell < 10; cell++) yield draw(cardWindow(cell, face));
}

/** Where a cutter finds a cell's card on a page, worked out from the trade sizes and not by our own code. */
function cardWindow(cell: number, face: 'front' | 'back'): PageWindow {
  const pointsPerMm = 72 / 25.4;
  const [width, height] = [85.6, 53.98];
  const left = (210 - 2 * width - 6) / 2;
  const top = (297 - 5 * height - 4 * 2) / 2;
  const column = face === 'front' ? cell % 2 : 1 - (cell % 2);
  return {
    x: (left + column * (width + 6)) * pointsPerMm,
    y: (top + Math.floor(cell / 2) * (height + 2)) * pointsPerMm,
    width: width * pointsPerMm,
    height: height * pointsPerMm,
  };
}

/** Numbers in groups of four, two by two, as a program takes them from a text in order of reading. */
function pairsIn(text: string): string[] {
  const numbers = text.match(/(?<!\d)\d{4} \d{4} \d{4} \d{4}(?!\d)/g)!.map((number) => number.replaceAll(' ', ''));
  return Array.from({ length: numbers.length / 2 }, (_, i) => `${numbers[2 * i]} ${numbers[2 * i + 1]}`).toSorted();
}

function pairsOf(cards: readonly SheetCard[]): string[] {
  return cards.map(({ serial, pin }) => `${serial} ${pin}`).toSorted();
}

/** Node alone must be able to run all tests; what it can't is said aloud. */
function isMissing(program: string): boolean {
  const missing = spawnSync(program, ['-v']).error !== undefined;
  if (missing) console.warn(`NOT TESTED: ${program} is missing (Debian: poppler-utils)`);
  return missing;
}

function drawnByPoppler(bytes: Buffer, page: number, dpi: number): GreyImage {
  const base = join(tmpdir(), `sheet-${randomUUID()}`);
  try {
    writeFileSync(`${base}.pdf`, bytes);
    const options = ['-gray', '-singlefile', '-r', String(dpi), '-f', String(page), '-l', String(page)];
    execFileSync('pdftoppm', [...options, `${base}.pdf`, base]);
    const pgm = readFileSync(`${base}.pgm`);
    const [header, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pgm.toString('latin1', 0, 64))!;
    return { width: Number(width), height: Number(height), data: pgm.subarray(header.length) };
  } finally {
    rmSync(`${base}.pdf`, { force: true });
    rmSync(`${base}.pgm`, { force: true });
  }
}

function cropped({ width, data }: GreyImage, place: PageWindow, dpi: number): GreyImage {
  const pixels = (points: number): number => Math.floor((points * dpi) / 72);
  const [left, top, columns, rows] = [pixels(place.x), pixels(place.y), pixels(place.width), pixels(place.height)];
  const lines = Array.from({ length: rows }, (_, row) => {
    const start = (top + row) * width + left;
    return data.subarray(start, start + columns);
  });
  return { width: columns, height: rows, data: Buffer.concat(lines) };
}
