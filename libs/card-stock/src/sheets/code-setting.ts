import { numeral } from './sheet-font.js';
import { type CodePlace, POINTS_PER_DOT, POINTS_PER_MM } from './sheet-layout.js';
import { type CardSymbol, SymbolPath } from './symbol.js';
import { TextDoesNotFit } from './text-setting.js';

/**
 * Codes stand on whole pixels of 150 dpi, so that every printer and screen of 150, 300 or 600 dpi draws their
 * modules as they are meant.
 */
const GRID_PT = 72 / 150;

/** A card's top left corner on a page, from the page's own; the height, because PDF counts from the bottom. */
export interface Corner {
  readonly leftPt: number;
  readonly topPt: number;
  readonly pageHeightPt: number;
}

/** A symbol in its place on a card, ready to be drawn for any serial. */
export class SetCode {
  private readonly path: SymbolPath;

  constructor(
    symbol: CardSymbol,
    private readonly modulePt: number,
    /** Of the symbol's first dark module, from the card's top left corner. */
    private readonly xPt: number,
    private readonly yPt: number,
  ) {
    this.path = new SymbolPath(symbol);
  }

  /** What all cards show, for the card whose top left corner is at this place of the page. */
  shared(corner: Corner): string {
    return this.draw(this.path.shared(), corner);
  }

  /** What the card with this serial shows beside it. */
  of(serial: string, corner: Corner): string {
    return this.draw(this.path.of(serial), corner);
  }

  private draw(path: string, { leftPt, topPt, pageHeightPt }: Corner): string {
    if (path === '') return '';
    const module = numeral(this.modulePt);
    const x = numeral(onGrid(leftPt + this.xPt));
    const y = numeral(pageHeightPt - onGrid(topPt + this.yPt));
    return `q ${module} 0 0 -${module} ${x} ${y} cm\n${path}f Q\n`;
  }
}

/**
 * Centres a symbol in its box with the widest modules that fit.
 * @param quiet light modules that it needs on each side, already part of the box.
 * @throws TextDoesNotFit if even the narrowest are too wide.
 */
export function setCode(
  name: string,
  symbol: CardSymbol,
  quiet: { readonly x: number; readonly y: number },
  place: CodePlace,
): SetCode {
  const widthPt = place.width * POINTS_PER_MM;
  const heightPt = place.height * POINTS_PER_MM;
  const rows = symbol.rowHeights.reduce((sum, height) => sum + height, 0);
  for (const dots of place.moduleDots) {
    const modulePt = dots * POINTS_PER_DOT;
    const roomX = widthPt - (symbol.columns + 2 * quiet.x) * modulePt;
    const roomY = heightPt - (rows + 2 * quiet.y) * modulePt;
    if (roomX < 0 || roomY < 0) continue;
    const xPt = place.x * POINTS_PER_MM + roomX / 2 + quiet.x * modulePt;
    const yPt = place.y * POINTS_PER_MM + roomY / 2 + quiet.y * modulePt;
    return new SetCode(symbol, modulePt, xPt, yPt);
  }
  throw new TextDoesNotFit(name, place, `${symbol.columns} x ${rows} modules`);
}

function onGrid(positionPt: number): number {
  return Math.round(positionPt / GRID_PT) * GRID_PT;
}
