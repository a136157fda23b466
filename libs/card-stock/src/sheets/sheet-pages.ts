import { CardArt } from './card-art.js';
import { setCode } from './code-setting.js';
import { drawDieLine } from './die-line.js';
import { Drawing } from './drawing.js';
import { type FaceContent, FacePages } from './face-pages.js';
import { numberFiles, type Sheet } from './imposition.js';
import { drawProofMark } from './proof-mark.js';
import { QR_QUIET_MODULES, RedeemQr } from './qr-linear.js';
import { SheetDocument } from './sheet-document.js';
import { type Box, marginOf, pieceOf, type SheetLayout } from './sheet-layout.js';
import { checkLetters, type SheetCard, type SheetNumbering, type SheetSpec } from './sheet-spec.js';
import { frontOf, type TemplateSpec } from './template.js';
import { setNumber } from './text-setting.js';
import { setTillCodes } from './till-code.js';

/** Sizes below which a number is not printed. */
const PIN_SIZE_MIN_PT = 11;
const SERIAL_SIZE_MIN_PT = 7;

/** The empty document of a template's sheets. */
export function openDocument(template: TemplateSpec, title: string, createdAt: Date): SheetDocument {
  const { layout, languages, spotColours } = template;
  const { page, bleed } = layout;
  const margin = marginOf(layout);
  const around = (by: number): Box => ({
    x: margin.x - by,
    y: margin.y - by,
    width: page.width - 2 * (margin.x - by),
    height: page.height - 2 * (margin.y - by),
  });
  const art = { trim: around(0), bleed: around(bleed) };
  return new SheetDocument({ page, art, title, createdAt, arabic: languages.includes('ar'), spotColours });
}

/**
 * All pages of a batch. What its cards share is drawn when this is made, and fails then if a text has no room or a code
 * can't be made.
 */
export class SheetPages {
  private readonly front: FacePages;
  private readonly back: FacePages;
  private readonly numbering: SheetNumbering;

  /** @param kind a proof has its name across every card. */
  constructor(
    document: SheetDocument,
    private readonly spec: SheetSpec,
    cardCount: number,
    private readonly kind: 'cards' | 'proof' = 'cards',
  ) {
    const { template } = spec;
    const { regular } = document.fonts;
    checkLetters(spec, (text) => regular.missingCharacter(text));
    const art = new CardArt(spec, document.fonts);
    const overlay = kind === 'proof' ? { overlay: proofForm(document, template.layout) } : {};
    this.front = new FacePages(document, template, 'front', { ...frontContent(document, spec, art), ...overlay });
    this.back = new FacePages(document, template, 'back', { ...backContent(document, spec, art), ...overlay });
    this.numbering = spec.numbering ?? numberFiles([cardCount], template.layout)[0]!;
  }

  /** Adds a sheet's front and back page. */
  add(sheet: Sheet<SheetCard>): void {
    const { sheetsBefore, sheets, pilesBefore, piles } = this.numbering;
    const { marks } = this.spec.template;
    const batch = this.kind === 'proof' ? 'PROOF' : `Batch ${String(this.spec.batchId).padStart(6, '0')}`;
    const number = `sheet ${sheetsBefore + sheet.number + 1} of ${sheets}`;
    const where = `${number} \u00b7 pile ${pilesBefore + sheet.pile + 1} of ${piles}`;
    // Not in groups: whoever reads the page by program shall find each serial in groups once.
    const serials = `${sheet.cards[0]!.card.serial} to ${sheet.cards.at(-1)!.card.serial}`;
    const slugs = (face: string): string[] => (marks.slug ? [`${batch} \u00b7 ${where} \u00b7 ${face}`, serials] : []);
    this.front.add(sheet, slugs('front'));
    this.back.add(sheet, slugs('back'));
  }
}

function frontContent(document: SheetDocument, spec: SheetSpec, art: CardArt): FaceContent {
  const { template } = spec;
  const face = frontOf(template);
  const die = new Drawing(template.layout.card.height);
  drawDieLine(die, template.layout, template.spotColours);
  const style = { font: document.fonts.mono, sizeMinPt: SERIAL_SIZE_MIN_PT, sizeMaxPt: 8, align: 'centre' } as const;
  return {
    art: addArt(document, template.layout, `${art.front(face)}\n${die.toString()}`),
    numbers: [{ of: 'serial', box: face.serial, set: setNumber('serial', face.serial, style) }],
    codes: setTillCodes(template, spec.gtin),
  };
}

/** The serial comes before the PIN, on its line: who reads the page by program can't pair them wrongly. */
function backContent(document: SheetDocument, spec: SheetSpec, art: CardArt): FaceContent {
  const { layout, printerDpi } = spec.template;
  const { back } = layout;
  const { regular, mono } = document.fonts;
  const quiet = { x: QR_QUIET_MODULES, y: QR_QUIET_MODULES };
  const serialStyle = { font: regular.latin, sizeMinPt: SERIAL_SIZE_MIN_PT, sizeMaxPt: 8 };
  const serial = setNumber('serial', back.serial, serialStyle);
  const pin = setNumber('pin', back.pin, { font: mono, sizeMinPt: PIN_SIZE_MIN_PT, sizeMaxPt: 11 });
  return {
    art: addArt(document, layout, art.back(back)),
    numbers: [
      { of: 'serial', box: back.serial, set: serial },
      { of: 'pin', box: back.pin, set: pin },
    ],
    codes: [setCode('redeemHost', new RedeemQr(spec.redeemHost), quiet, back.qr, printerDpi)],
  };
}

function proofForm(document: SheetDocument, layout: SheetLayout): string {
  const drawing = new Drawing(layout.card.height);
  drawProofMark(drawing, layout.card, document.fonts.bold.latin);
  return addArt(document, layout, drawing.toString());
}

/** A form with the card's own corner as its origin, header and bleed included. */
function addArt(document: SheetDocument, layout: SheetLayout, content: string): string {
  const { card, bleed } = layout;
  const piece = pieceOf(layout);
  return document.addForm(content, card, {
    x: -bleed,
    y: card.height - piece.height - bleed,
    width: piece.width + 2 * bleed,
    height: piece.height + 2 * bleed,
  });
}
