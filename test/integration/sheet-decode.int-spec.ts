import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  A4_TEN_UP,
  redeemQrText,
  type SheetCard,
  type TillCode,
  tillElementString,
} from '../../libs/card-stock/src/sheets/index.js';
import { PdfReader } from '../support/pdf-reader.js';
import { type GreyImage, type PageWindow, rasterise } from '../support/pdf-raster.js';
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
  let pdf: PdfReader;

  beforeAll(async () => {
    pdf = new PdfReader(await sheetsOf(cards, { ...SHEET_SPEC, tillCode }));
  });

  it.each([300, 600])('gives every till code back at %d dpi', async (dpi) => {
    expect(await codesOfCards(pdf, 0, dpi)).toEqual(cards.map((card) => [till(tillCode, card)]));
  });

  it.each([300, 600])('gives every redeem code back at %d dpi', async (dpi) => {
    const codes = await codesOfCards(pdf, 1, dpi);
    expect(sorted(codes.flat())).toEqual(sorted(cards.map(redeem)));
  });

  it('gives all codes of a page back at once', async () => {
    expect(sorted(await readCodes(rasterise(pdf, 0, 300)))).toEqual(sorted(cards.map((card) => till(tillCode, card))));
    expect(sorted(await readCodes(rasterise(pdf, 1, 300)))).toEqual(sorted(cards.map(redeem)));
  });

  it('gives a phone both codes of a card', async () => {
    expect(await readCodes(photograph(rasterise(pdf, 0, 600, cellWindow(0)), PHONE))).toEqual([
      till(tillCode, cards[0]!),
    ]);
    expect(await readCodes(photograph(rasterise(pdf, 1, 600, cellWindow(1)), PHONE))).toEqual([redeem(cards[0]!)]);
  });
});

describe('the till code that shops use', () => {
  it('survives a printer of 150 dpi', async () => {
    const cards = sheetCards(10);
    const pdf = new PdfReader(await sheetsOf(cards));
    const found = await codesOfCards(pdf, 0, 150);
    expect(found).toEqual(cards.map((card) => [till('databar-expanded-stacked', card)]));
  });
});
