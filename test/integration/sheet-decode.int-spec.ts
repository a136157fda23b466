import { randomUUID } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type PresetName,
  PRESETS,
  redeemQrText,
  type SheetCard,
  type TemplateSpec,
  TILL_CODES,
  type TillCode,
  tillCodeTexts,
} from '#lib/card-stock';
import { type GreyImage, type PageWindow, rasterise } from '../support/pdf-raster.js';
import { PdfReader } from '../support/pdf-reader.js';
import { shownTexts } from '../support/pdf-text.js';
import { type PhotoConditions, photograph } from '../support/phone-photo.js';
import { type FoundCode, readCodes } from '../support/read-codes.js';
import { SHEET_SPEC, sheetCards, sheetsOf } from '../support/sheet-batch.js';

const KINDS: Record<TillCode, readonly string[]> = {
  'databar-expanded-stacked': [']e0'],
  'gs1-128': [']C1'],
  'upc-a+code-128': [']E0', ']C0'],
};
const A4 = PRESETS['a4-10up'];

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
  const tillCodes = cards.map((card) => tillCodesOf(tillCode, card));
  const redeemCodes = cards.map(redeemCodeOf);
  let bytes: Buffer;
  let pdf: PdfReader;

  beforeAll(async () => {
    bytes = await sheetsOf(cards, { ...SHEET_SPEC, template: { ...A4, tillCode } });
    pdf = new PdfReader(bytes);
  });

  it.each([300, 600])('gives the codes of every card back at %d dpi', async (dpi) => {
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
});

it('gives all redeem codes of a page back at once', async () => {
  const cards = sheetCards(10);
  const found = await readCodes(rasterise(new PdfReader(await sheetsOf(cards)), 1, 300));
  expect(found.toSorted((a, b) => (a.text < b.text ? -1 : 1))).toEqual(cards.flatMap(redeemCodeOf));
});

describe('the till code that shops use', () => {
  it('survives a printer of 150 dpi', async () => {
    const cards = sheetCards(10);
    const tillCodes = cards.map((card) => tillCodesOf('databar-expanded-stacked', card));
    const bytes = await sheetsOf(cards);
    const pdf = new PdfReader(bytes);
    expect(await codesOf(cardPictures('front', (place) => rasterise(pdf, 0, 150, place)))).toEqual(tillCodes);
    if (isMissing('pdftoppm')) return;
    const page = drawnByPoppler(bytes, 1, 150);
    expect(await codesOf(cardPictures('front', (place) => cropped(page, place, 150)))).toEqual(tillCodes);
  });
});

// Every preset with every till code, on printers of either resolution, turned either way.
const STOCKS = (Object.keys(PRESETS) as PresetName[]).flatMap((preset) =>
  TILL_CODES.flatMap((tillCode) => [
    { preset, tillCode, printerDpi: 300, turn: 'short-edge' } as const,
    { preset, tillCode, printerDpi: 600, turn: 'long-edge' } as const,
  ]),
);

describe.each(STOCKS)('$preset with $tillCode for $printerDpi dpi, $turn', ({ preset, ...choice }) => {
  it('gives the codes of its outer cards back', async () => {
    const template = { ...PRESETS[preset], ...choice, backOffsetMm: { x: 0.4, y: -0.3 } };
    const { columns, rows } = template.layout;
    const cards = sheetCards(columns * rows);
    const pdf = new PdfReader(await sheetsOf(cards, { ...SHEET_SPEC, template }));
    for (const cell of new Set([0, cards.length - 1])) {
      const card = cards[cell]!;
      const front = rasterise(pdf, 0, choice.printerDpi, cellWindow(cell, 'front', template));
      const back = rasterise(pdf, 1, choice.printerDpi, cellWindow(cell, 'back', template));
      expect([await readSorted(front), await readSorted(turned(back, choice.turn))]).toEqual([
        tillCodesOf(choice.tillCode, card),
        redeemCodeOf(card),
      ]);
    }
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

function tillCodesOf(tillCode: TillCode, { serial }: SheetCard): FoundCode[] {
  const texts = tillCodeTexts(tillCode, SHEET_SPEC.gtin, serial);
  // Told the kind, a reader gives the 12 digits of a UPC-A as the 13 of an EAN.
  return sorted(texts.map((text, i) => kindOf(KINDS[tillCode][i]!, text)));
}

function kindOf(kind: string, text: string): FoundCode {
  return { kind, text: kind === ']E0' ? text.padStart(13, '0') : text };
}

function redeemCodeOf({ serial }: SheetCard): FoundCode[] {
  return [{ kind: ']Q1', text: redeemQrText(SHEET_SPEC.redeemHost, serial) }];
}

async function codesOf(pictures: Iterable<GreyImage>): Promise<FoundCode[][]> {
  const all: FoundCode[][] = [];
  for (const picture of pictures) all.push(await readSorted(picture));
  return all;
}

async function readSorted(picture: GreyImage): Promise<FoundCode[]> {
  return sorted(await readCodes(picture));
}

function sorted(codes: readonly FoundCode[]): FoundCode[] {
  return codes.toSorted((a, b) => (a.text < b.text ? -1 : 1));
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

/** The same for any stock whose sheets are turned either way: a card of the back lies right behind its front. */
function cellWindow(cell: number, face: 'front' | 'back', { layout, turn }: TemplateSpec): PageWindow {
  const pointsPerMm = 72 / 25.4;
  const { page, card, columns, rows, gutter, header } = layout;
  const headerHeight = header?.height ?? 0;
  const [stepX, stepY] = [card.width + gutter.x, headerHeight + card.height + gutter.y];
  const left = (page.width - columns * stepX + gutter.x) / 2 + (cell % columns) * stepX;
  const top = (page.height - rows * stepY + gutter.y) / 2 + Math.floor(cell / columns) * stepY + headerHeight;
  const mirroredX = face === 'back' && turn === 'long-edge';
  const mirroredY = face === 'back' && turn === 'short-edge';
  return {
    x: (mirroredX ? page.width - left - card.width : left) * pointsPerMm,
    y: (mirroredY ? page.height - top - card.height : top) * pointsPerMm,
    width: card.width * pointsPerMm,
    height: card.height * pointsPerMm,
  };
}

/** Turned over the short edge, the back of an upright card is upside down on its page. */
function turned(image: GreyImage, turn: TemplateSpec['turn']): GreyImage {
  return turn === 'long-edge' ? image : { ...image, data: image.data.toReversed() };
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
