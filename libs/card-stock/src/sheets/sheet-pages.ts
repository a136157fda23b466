import { drawBack, drawFront } from './card-art.js';
import { type CardWords, englishWords } from './card-words.js';
import { setCode } from './code-setting.js';
import { type FaceContent, FacePages } from './face-pages.js';
import { pileCount, type Sheet, sheetCount } from './imposition.js';
import { QR_QUIET_MODULES, RedeemQr } from './qr-linear.js';
import type { SheetDocument } from './sheet-document.js';
import type { Box } from './sheet-layout.js';
import { checkLetters, type SheetCard, type SheetSpec } from './sheet-spec.js';
import { setNumber } from './text-setting.js';
import { tillSymbol } from './till-code.js';

/** Sizes below which a number is not printed. */
const PIN_SIZE_MIN_PT = 11;
const SERIAL_SIZE_MIN_PT = 7;

/**
 * All pages of a batch. What its cards share is drawn when this is made, and fails then if a text has no room or a code
 * can't be made.
 */
export class SheetPages {
  private readonly front: FacePages;
  private readonly back: FacePages;
  private readonly sheets: number;
  private readonly piles: number;

  constructor(
    document: SheetDocument,
    private readonly spec: SheetSpec,
    cardCount: number,
  ) {
    const { layout } = spec;
    checkLetters(spec, (text) => document.fonts.regular.missingCharacter(text));
    const words = englishWords(spec);
    this.front = new FacePages(document, layout, 'front', frontContent(document, spec, words));
    this.back = new FacePages(document, layout, 'back', backContent(document, spec, words));
    this.sheets = sheetCount(cardCount, layout);
    this.piles = pileCount(cardCount, layout);
  }

  /** Adds a sheet's front and back page. */
  add(sheet: Sheet<SheetCard>): void {
    const batch = `Batch ${String(this.spec.batchId).padStart(6, '0')}`;
    const where = `sheet ${sheet.number + 1} of ${this.sheets} \u00b7 pile ${sheet.pile + 1} of ${this.piles}`;
    // Not in groups: whoever reads the page by program shall find each serial in groups once.
    const serials = `${sheet.cards[0]!.card.serial} to ${sheet.cards.at(-1)!.card.serial}`;
    this.front.add(sheet, [`${batch} \u00b7 ${where} \u00b7 front`, serials]);
    this.back.add(sheet, [`${batch} \u00b7 ${where} \u00b7 back`, serials]);
  }
}

function frontContent(document: SheetDocument, spec: SheetSpec, words: CardWords): FaceContent {
  const { layout, tillCode, gtin } = spec;
  const face = layout.front[tillCode];
  const { symbol, quietModules } = tillSymbol(tillCode, gtin, face.tillCode);
  const style = { font: document.fonts.mono, sizeMaxPt: 8, align: 'centre' } as const;
  return {
    art: document.addForm(drawFront(face, words, spec, document.fonts), layout.card, withBleed(spec)),
    numbers: [{ of: 'serial', box: face.serial, set: setNumber('serial', face.serial, style, SERIAL_SIZE_MIN_PT) }],
    code: setCode('tillCode', symbol, { x: quietModules, y: 0 }, face.tillCode),
  };
}

/** The serial comes before the PIN, on its line: who reads the page by program can't pair them wrongly. */
function backContent(document: SheetDocument, spec: SheetSpec, words: CardWords): FaceContent {
  const { card, back } = spec.layout;
  const { regular, mono } = document.fonts;
  const qr = new RedeemQr(spec.redeemHost);
  const serial = setNumber('serial', back.serial, { font: regular, sizeMaxPt: 8 }, SERIAL_SIZE_MIN_PT);
  const pin = setNumber('pin', back.pin, { font: mono, sizeMaxPt: 11 }, PIN_SIZE_MIN_PT);
  return {
    art: document.addForm(drawBack(back, words, spec, document.fonts), card, withBleed(spec)),
    numbers: [
      { of: 'serial', box: back.serial, set: serial },
      { of: 'pin', box: back.pin, set: pin },
    ],
    code: setCode('redeemHost', qr, { x: QR_QUIET_MODULES, y: QR_QUIET_MODULES }, back.qr),
  };
}

function withBleed({ layout: { card, bleed } }: SheetSpec): Box {
  return { x: -bleed, y: -bleed, width: card.width + 2 * bleed, height: card.height + 2 * bleed };
}
