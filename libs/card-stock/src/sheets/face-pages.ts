import { type Corner, onGrid, type SetCode } from './code-setting.js';
import { BLACK, Drawing } from './drawing.js';
import { cellsOf, type Face, type Place, placeOf, type Sheet } from './imposition.js';
import { drawPageMarks } from './page-marks.js';
import type { SheetDocument } from './sheet-document.js';
import { numeral } from './sheet-font.js';
import { type Box, POINTS_PER_MM, type Size } from './sheet-layout.js';
import type { SheetCard } from './sheet-spec.js';
import type { TemplateSpec } from './template.js';
import { inGroups, type SetNumber } from './text-setting.js';

/** The slug: where below the cards, and how far in from their edge. */
const SLUG = { sizePt: 6.5, fromBottomMm: 4.4, indentMm: 2, lineMm: 2.9 } as const;

/** What one face of a card shows: art that all cards share, numbers in their order of reading, codes. */
export interface FaceContent {
  /** The name of its form. */
  readonly art: string;
  readonly numbers: readonly { readonly of: keyof SheetCard; readonly box: Box; readonly set: SetNumber }[];
  readonly codes: readonly SetCode[];
  /** A form that lies over all of it. */
  readonly overlay?: string;
}

/** The pages of one face of a batch. A page adds only the numbers and codes of its own cards. */
export class FacePages {
  private readonly places: readonly Place[];
  private readonly corners: readonly Corner[];
  /** Operators that every page begins with. */
  private readonly beginning: string;
  /** By the cells that are filled: all, but for a pile's last sheets. */
  private readonly sheetArt = new Map<string, string>();

  constructor(
    private readonly document: SheetDocument,
    private readonly template: TemplateSpec,
    face: Face,
    private readonly content: FaceContent,
  ) {
    const { layout, backOffsetMm, spotColours, turn } = template;
    const isTurned = face === 'back' && turn === 'short-edge';
    const offset = isTurned ? { x: -backOffsetMm.x, y: -backOffsetMm.y } : backOffsetMm;
    this.places = Array.from({ length: cellsOf(layout) }, (_, cell) => placeOf(cell, face, layout, offset));
    const pageHeightPt = layout.page.height * POINTS_PER_MM;
    this.corners = this.places.map(({ x, y }) => ({
      leftPt: x * POINTS_PER_MM,
      topPt: y * POINTS_PER_MM,
      pageHeightPt,
    }));
    // The scratch ink must stay whole under the PIN.
    this.beginning = (isTurned ? halfTurn(layout.page) : '') + (spotColours ? '/Overprint gs\n' : '');
  }

  /** @param slugs for whoever cuts and counts: one for each column, further ones on lines of their own. */
  add({ cards }: Sheet<SheetCard>, slugs: readonly string[]): void {
    const { numbers, codes, overlay } = this.content;
    let page = `${this.beginning}/${this.artOf(cards.map(({ cell }) => cell))} Do\nBT ${BLACK.fill}\n`;
    for (const [i, slug] of slugs.entries()) page += this.slug(i, slug);
    for (const { cell, card } of cards) {
      for (const { of, box, set } of numbers) page += writeNumber(card[of], box, set, this.corners[cell]!);
    }
    page += 'ET\n';
    for (const { cell, card } of cards) {
      for (const code of codes) page += code.of(card.serial, this.corners[cell]!);
    }
    if (overlay !== undefined) page += this.overlaid(overlay);
    this.document.addPage(page);
  }

  private slug(i: number, text: string): string {
    const { layout } = this.template;
    const regular = this.document.fonts.regular.latin;
    const { x } = placeOf(i % layout.columns, 'front', layout);
    const line = Math.floor(i / layout.columns);
    const left = numeral((x + SLUG.indentMm) * POINTS_PER_MM);
    const bottom = numeral((SLUG.fromBottomMm + (layout.columns === 1 ? 1 - line : 0) * SLUG.lineMm) * POINTS_PER_MM);
    return `/${regular.name} ${SLUG.sizePt} Tf 1 0 0 1 ${left} ${bottom} Tm ${regular.plain(text)} Tj\n`;
  }

  private artOf(cells: readonly number[]): string {
    const key = cells.join();
    let name = this.sheetArt.get(key);
    if (name === undefined) {
      const { page } = this.template.layout;
      name = this.document.addForm(this.drawSheet(cells), page, { x: 0, y: 0, ...page });
      this.sheetArt.set(key, name);
    }
    return name;
  }

  private drawSheet(cells: readonly number[]): string {
    const { page, card } = this.template.layout;
    const drawing = new Drawing(page.height);
    for (const cell of cells) {
      const place = this.places[cell]!;
      drawing.form(this.content.art, card.height, place, place.art);
    }
    drawPageMarks(drawing, this.places, this.template, this.document.fonts.regular);
    drawing.add(BLACK.fill);
    for (const cell of cells) {
      for (const code of this.content.codes) drawing.add(code.shared(this.corners[cell]!));
    }
    return drawing.toString();
  }

  private overlaid(overlay: string): string {
    const { page, card } = this.template.layout;
    const drawing = new Drawing(page.height);
    for (const place of this.places) drawing.form(overlay, card.height, place, place.art);
    return `${drawing.toString()}\n`;
  }
}

/** A page upside down, its codes still on the grid that they are set to. */
function halfTurn({ width, height }: Size): string {
  const [widthPt, heightPt] = [width * POINTS_PER_MM, height * POINTS_PER_MM];
  return `-1 0 0 -1 ${numeral(onGrid(widthPt))} ${numeral(2 * heightPt - onGrid(heightPt))} cm\n`;
}

function writeNumber(digits: string, box: Box, set: SetNumber, { leftPt, topPt, pageHeightPt }: Corner): string {
  const { font, sizePt, xPt, baselinePt } = set;
  const left = numeral(leftPt + box.x * POINTS_PER_MM + xPt);
  const bottom = numeral(pageHeightPt - topPt - box.y * POINTS_PER_MM - baselinePt);
  return `/${font.name} ${numeral(sizePt)} Tf 1 0 0 1 ${left} ${bottom} Tm ${font.plain(inGroups(digits))} Tj\n`;
}
