import { drawBack, drawFront } from './card-art.js';
import { englishWords } from './card-words.js';
import { type SetCode, setCode } from './code-setting.js';
import { drawCropMarks } from './crop-marks.js';
import { BLACK, Drawing } from './drawing.js';
import { type Face, type Place, pileCount, placeOf, type Sheet, sheetCount } from './imposition.js';
import { QR_QUIET_MODULES, RedeemQr } from './qr-linear.js';
import type { SheetDocument } from './sheet-document.js';
import { numeral } from './sheet-font.js';
import { type Box, POINTS_PER_MM } from './sheet-layout.js';
import type { SheetCard, SheetSpec } from './sheet-spec.js';
import { inGroups, type SetNumber, setNumber } from './text-setting.js';
import { tillSymbol } from './till-code.js';

/** Sizes below which a number is not printed. */
const PIN_SIZE_MIN_PT = 11;
const SERIAL_SIZE_MIN_PT = 7;

const SLUG = { sizePt: 6.5, fromEdge: 4.4, indent: 2 } as const;

/** A number in its box on the card. */
interface PlacedNumber extends SetNumber {
  readonly box: Box;
}

/**
 * The pages of one batch. All that cards share is drawn once, when this is made, and fails then if a text has no room;
 * a page adds only the numbers and codes of its own cards.
 */
export class SheetPages {
  private readonly frontArt: string;
  private readonly backArt: string;
  private readonly tillCode: SetCode;
  private readonly qr: SetCode;
  private readonly tillSerial: PlacedNumber;
  private readonly pin: PlacedNumber;
  private readonly serial: PlacedNumber;
  /** The art of all cards of a sheet, by face and filled cells. */
  private readonly sheetArt = new Map<string, string>();
  private readonly places: Readonly<Record<Face, readonly Place[]>>;
  private readonly pageHeightPt: number;

  constructor(
    private readonly document: SheetDocument,
    private readonly spec: SheetSpec,
    private readonly cardCount: number,
  ) {
    const { layout, tillCode, gtin, redeemHost } = spec;
    const { fonts } = document;
    const front = layout.front[tillCode];
    const { back, card, bleed } = layout;
    const words = englishWords(spec);
    const bounds = { x: -bleed, y: -bleed, width: card.width + 2 * bleed, height: card.height + 2 * bleed };
    this.frontArt = document.addForm(drawFront(front, words, spec, fonts), card, bounds);
    this.backArt = document.addForm(drawBack(back, words, spec, fonts), card, bounds);

    const { symbol, quietModules } = tillSymbol(tillCode, gtin, front.tillCode);
    this.tillCode = setCode('tillCode', symbol, { x: quietModules, y: 0 }, front.tillCode);
    this.qr = setCode('redeemHost', new RedeemQr(redeemHost), { x: QR_QUIET_MODULES, y: QR_QUIET_MODULES }, back.qr);
    const number = (
      name: string,
      box: Box,
      style: Parameters<typeof setNumber>[2],
      sizeMinPt: number,
    ): PlacedNumber => ({
      ...setNumber(name, box, style, sizeMinPt),
      box,
    });
    this.tillSerial = number(
      'serial',
      front.serial,
      { font: fonts.mono, sizeMaxPt: 8, align: 'centre' },
      SERIAL_SIZE_MIN_PT,
    );
    this.serial = number('serial', back.serial, { font: fonts.regular, sizeMaxPt: 8 }, SERIAL_SIZE_MIN_PT);
    this.pin = number('pin', back.pin, { font: fonts.mono, sizeMaxPt: 11 }, PIN_SIZE_MIN_PT);

    const cells = Array.from({ length: layout.columns * layout.rows }, (_, cell) => cell);
    this.places = {
      front: cells.map((cell) => placeOf(cell, 'front', layout)),
      back: cells.map((cell) => placeOf(cell, 'back', layout)),
    };
    this.pageHeightPt = layout.page.height * POINTS_PER_MM;
  }

  /** Adds a sheet's front and back page. */
  add(sheet: Sheet<SheetCard>): void {
    this.document.addPage(this.front(sheet));
    this.document.addPage(this.back(sheet));
  }

  private front(sheet: Sheet<SheetCard>): string {
    let content = this.opening('front', sheet);
    for (const { cell, card } of sheet.cards) {
      const place = this.places.front[cell]!;
      content += this.numberAt(place, this.tillSerial, inGroups(card.serial));
    }
    content += 'ET\n';
    for (const { cell, card } of sheet.cards)
      content += this.codeAt(this.places.front[cell]!, this.tillCode, card.serial);
    return content;
  }

  private back(sheet: Sheet<SheetCard>): string {
    let content = this.opening('back', sheet);
    for (const { cell, card } of sheet.cards) {
      const place = this.places.back[cell]!;
      content += this.numberAt(place, this.serial, inGroups(card.serial));
      content += this.numberAt(place, this.pin, inGroups(card.pin));
    }
    content += 'ET\n';
    for (const { cell, card } of sheet.cards) content += this.codeAt(this.places.back[cell]!, this.qr, card.serial);
    return content;
  }

  private numberAt({ x, y }: Place, { font, sizePt, xPt, baselinePt, box }: PlacedNumber, text: string): string {
    const left = numeral((x + box.x) * POINTS_PER_MM + xPt);
    const bottom = numeral(this.pageHeightPt - (y + box.y) * POINTS_PER_MM - baselinePt);
    return `/${font.name} ${numeral(sizePt)} Tf 1 0 0 1 ${left} ${bottom} Tm ${font.plain(text)} Tj\n`;
  }

  private codeAt({ x, y }: Place, code: SetCode, serial: string): string {
    return code.draw(serial, x * POINTS_PER_MM, y * POINTS_PER_MM, this.pageHeightPt);
  }

  /** Shared art, black ink, and the slug; leaves a text object open. */
  private opening(face: Face, sheet: Sheet<SheetCard>): string {
    const { layout, batchId } = this.spec;
    const cells = sheet.cards.map(({ cell }) => cell);
    const sheets = `sheet ${sheet.number + 1} of ${sheetCount(this.cardCount, layout)}`;
    const pile = `pile ${sheet.pile + 1} of ${pileCount(this.cardCount, layout)}`;
    const what = `Batch ${String(batchId).padStart(6, '0')} \u00b7 ${sheets} \u00b7 ${pile} \u00b7 ${face}`;
    const serials = `${sheet.cards[0]!.card.serial} to ${sheet.cards.at(-1)!.card.serial}`;
    return (
      `/${this.artOf(face, cells)} Do\nBT ${BLACK.fill}\n` + this.slug(0, what) + this.slug(layout.columns - 1, serials)
    );
  }

  /** A line below a column, outside of what is cut. */
  private slug(column: number, text: string): string {
    const { regular } = this.document.fonts;
    const x = numeral((this.places.front[column]!.x + SLUG.indent) * POINTS_PER_MM);
    const y = numeral(SLUG.fromEdge * POINTS_PER_MM);
    return `/${regular.name} ${SLUG.sizePt} Tf 1 0 0 1 ${x} ${y} Tm ${regular.plain(text)} Tj\n`;
  }

  /** All sheets but a pile's last few have all cells filled and share one form for each face. */
  private artOf(face: Face, cells: readonly number[]): string {
    const key = `${face} ${cells.join()}`;
    let name = this.sheetArt.get(key);
    if (name === undefined) {
      name = this.document.addForm(this.drawSheet(face, cells), this.spec.layout.page, {
        x: 0,
        y: 0,
        ...this.spec.layout.page,
      });
      this.sheetArt.set(key, name);
    }
    return name;
  }

  private drawSheet(face: Face, cells: readonly number[]): string {
    const { layout } = this.spec;
    const drawing = new Drawing(layout.page.height);
    const art = face === 'front' ? this.frontArt : this.backArt;
    for (const cell of cells) {
      const place = this.places[face][cell]!;
      drawing.form(art, layout.card.height, place, place.art);
    }
    drawCropMarks(drawing, this.places[face], layout);
    return drawing.toString();
  }
}
