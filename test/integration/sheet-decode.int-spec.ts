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
  blur: 1.2,
  darkest: 70,
  lightest: 190,
  shade: 0.25,
  noise: 8,
};

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
    for (const cell of cards.keys()) {
      expect(await readCodes(rasterise(pdf, 0, dpi, cardWindow(cell, 'front')))).toEqual([tillCodes[cell]]);
      expect(await readCodes(rasterise(pdf, 1, dpi, cardWindow(cell, 'back')))).toEqual([redeemCodes[cell]]);
    }
  });

  it('gives all codes of a page back at once', async () => {
    expect(sorted(await readCodes(rasterise(pdf, 0, 300)))).toEqual(sorted(tillCodes));
    expect(sorted(await readCodes(rasterise(pdf, 1, 300)))).toEqual(sorted(redeemCodes));
  });

  it('gives a phone the codes of the first and the last card', async () => {
    for (const cell of [0, 9]) {
      const front = photograph(rasterise(pdf, 0, 600, cardWindow(cell, 'front')), PHONE);
      const back = photograph(rasterise(pdf, 1, 600, cardWindow(cell, 'back')), PHONE);
      expect(await readCodes(front)).toEqual([tillCodes[cell]]);
      expect(await readCodes(back)).toEqual([redeemCodes[cell]]);
    }
  });

  it.each([300, 600])('gives the same codes when another program draws it at %d dpi', async (dpi) => {
    if (isMissing('pdftoppm')) return;
    expect(sorted(await readCodes(drawnByPoppler(bytes, 1, dpi)))).toEqual(sorted(tillCodes));
    expect(sorted(await readCodes(drawnByPoppler(bytes, 2, dpi)))).toEqual(sorted(redeemCodes));
  });
});

describe('the till code that shops use', () => {
  const cards = sheetCards(10);
  const tillCodes = cards.map((card) => tillCodeOf('databar-expanded-stacked', card));

  it('survives a printer of 150 dpi', async () => {
    const bytes = await sheetsOf(cards);
    const pdf = new PdfReader(bytes);
    for (const cell of cards.keys()) {
      expect(await readCodes(rasterise(pdf, 0, 150, cardWindow(cell, 'front')))).toEqual([tillCodes[cell]]);
    }
    expect(sorted(await readCodes(rasterise(pdf, 0, 150)))).toEqual(sorted(tillCodes));
    if (isMissing('pdftoppm')) return;
    expect(sorted(await readCodes(drawnByPoppler(bytes, 1, 150)))).toEqual(sorted(tillCodes));
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

function sorted(codes: readonly FoundCode[]): FoundCode[] {
  return codes.toSorted((a, b) => (a.text < b.text ? -1 : 1));
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
