import type { Corner, SetCode } from './code-setting.js';
import { drawCropMarks } from './crop-marks.js';
import { BLACK, Drawing } from './drawing.js';
import { cellsOf, type Face, type Place, placeOf, type Sheet } from './imposition.js';
import type { SheetDocument } from './sheet-document.js';
import { numeral } from './sheet-font.js';
import { type Box, POINTS_PER_MM, type SheetLayout } from './sheet-layout.js';
import type { SheetCard } from './sheet-spec.js';
import { inGroups, type SetNumber } from './text-setting.js';

/** The slug: where below the cards, and how far in from their edge. */
const SLUG = { sizePt: 6.5, fromBottomMm: 4.4, indentMm: 2 } as const;

/** What one face of a card shows: art that all cards share, numbers in their order of reading, one code. */
export interface FaceContent {
  /** The name of its form. */
  readonly art: string;
  readonly numbers: readonly { readonly of: keyof SheetCard; readonly box: Box; readonly set: SetNumber }[];
  readonly code: SetCode;
}

/** The pages of one face of a batch. A page adds only the numbers and codes of its own cards. */
export class FacePages {
  private readonly places: readonly Place[];
  private readonly corners: readonly Corner[];
  /** By the cells that are filled: all, but for a pile's last sheets. */
  private readonly sheetArt = new Map<string, string>();

  constructor(
    private readonly document: SheetDocument,
    private readonly layout: SheetLayout,
    private readonly face: Face,
    private readonly content: FaceContent,
  ) {
    this.places = Array.from({ length: cellsOf(layout) }, (_, cell) => placeOf(cell, face, layout));
    const pageHeightPt = layout.page.height * POINTS_PER_MM;
    this.corners = this.places.map(({ x, y }) => ({
      leftPt: x * POINTS_PER_MM,
      topPt: y * POINTS_PER_MM,
      pageHeightPt,
    }));
  }

  /** @param slugs one for each column, for whoever cuts and counts. */
  add({ cards }: Sheet<SheetCard>, slugs: readonly string[]): void {
    const { numbers, code } = this.content;
    let page = `/${this.artOf(cards.map(({ cell }) => cell))} Do\nBT ${BLACK.fill}\n`;
    for (const [column, slug] of slugs.entries()) page += this.slug(column, slug);
    for (const { cell, card } of cards) {
      for (const { of, box, set } of numbers) page += writeNumber(card[of], box, set, this.corners[cell]!);
    }
    page += 'ET\n';
    for (const { cell, card } of cards) page += code.of(card.serial, this.corners[cell]!);
    this.document.addPage(page);
  }

  private slug(column: number, text: string): string {
    const { regular } = this.document.fonts;
    const { x } = placeOf(column, 'front', this.layout);
    const left = numeral((x + SLUG.indentMm) * POINTS_PER_MM);
    const bottom = numeral(SLUG.fromBottomMm * POINTS_PER_MM);
    return `/${regular.name} ${SLUG.sizePt} Tf 1 0 0 1 ${left} ${bottom} Tm ${regular.plain(text)} Tj\n`;
  }

  private artOf(cells: readonly number[]): string {
    const key = cells.join();
    let name = this.sheetArt.get(key);
    if (name === undefined) {
      const { page } = this.layout;
      name = this.document.addForm(this.drawSheet(cells), page, { x: 0, y: 0, ...page });
      this.sheetArt.set(key, name);
    }
    return name;
  }

  private drawSheet(cells: readonly number[]): string {
    const { page, card } = this.layout;
    const drawing = new Drawing(page.height);
    for (const cell of cells) {
      const place = this.places[cell]!;
      drawing.form(this.content.art, card.height, place, place.art);
    }
    drawCropMarks(drawing, this.places, this.layout);
    drawing.add(BLACK.fill);
    for (const cell of cells) drawing.add(this.content.code.shared(this.corners[cell]!));
    return drawing.toString();
  }
}

function writeNumber(digits: string, box: Box, set: SetNumber, { leftPt, topPt, pageHeightPt }: Corner): string {
  const { font, sizePt, xPt, baselinePt } = set;
  const left = numeral(leftPt + box.x * POINTS_PER_MM + xPt);
  const bottom = numeral(pageHeightPt - topPt - box.y * POINTS_PER_MM - baselinePt);
  return `/${font.name} ${numeral(sizePt)} Tf 1 0 0 1 ${left} ${bottom} Tm ${font.plain(inGroups(digits))} Tj\n`;
}
