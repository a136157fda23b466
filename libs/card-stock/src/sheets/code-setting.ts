import { numeral } from './sheet-font.js';
import { type Box, type CodePlace, MM_PER_INCH, POINTS_PER_MM } from './sheet-layout.js';
import { type CardSymbol, SymbolPath } from './symbol.js';
import type { PrinterDpi } from './template.js';
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

/** What a symbol needs, whatever it says. */
export interface CodeShape {
  /** Modules in a row, without quiet zones. */
  readonly columns: number;
  /** Modules in height; absent for one row of bars, which is as high as its place. */
  readonly rows?: number;
  /** Light modules that it needs on each side, already part of its box. */
  readonly quiet: { readonly x: number; readonly y: number };
}

/** A shape in its place, centred: where its dark modules are on the card. */
export interface CodeFit {
  readonly bars: Box;
  readonly moduleMm: number;
}

/** With the widest modules that are whole dots of the printer. `undefined` if even the narrowest are too wide. */
export function fitCode({ columns, rows, quiet }: CodeShape, place: CodePlace, dpi: PrinterDpi): CodeFit | undefined {
  const { min, max } = place.moduleMm;
  const dotMm = MM_PER_INCH / dpi;
  for (let dots = Math.floor(max / dotMm + 1e-9); dots * dotMm >= min - 1e-9; dots--) {
    const moduleMm = dots * dotMm;
    const width = columns * moduleMm;
    const height = rows === undefined ? Math.floor(place.height / dotMm) * dotMm : rows * moduleMm;
    const roomX = place.width - width - 2 * quiet.x * moduleMm;
    const roomY = place.height - height - 2 * quiet.y * moduleMm;
    if (roomX < 0 || roomY < 0) continue;
    const bars = { x: place.x + (place.width - width) / 2, y: place.y + (place.height - height) / 2, width, height };
    return { bars, moduleMm };
  }
  return undefined;
}

/** A symbol in its place on a card, ready to be drawn for any serial. */
export class SetCode {
  private readonly path: SymbolPath;
  private readonly scale: string;
  private readonly xPt: number;
  private readonly yPt: number;

  constructor(symbol: CardSymbol, { bars }: CodeFit) {
    this.path = new SymbolPath(symbol);
    this.xPt = bars.x * POINTS_PER_MM;
    this.yPt = bars.y * POINTS_PER_MM;
    const modulePt = (bars.width / symbol.columns) * POINTS_PER_MM;
    const rowPt = (bars.height / heightOf(symbol)) * POINTS_PER_MM;
    this.scale = `${numeral(modulePt)} 0 0 -${numeral(rowPt)}`;
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
    const x = numeral(onGrid(leftPt + this.xPt));
    const y = numeral(pageHeightPt - onGrid(topPt + this.yPt));
    return `q ${this.scale} ${x} ${y} cm\n${path}f Q\n`;
  }
}

/** @throws TextDoesNotFit if the narrowest modules of the printer are too wide. */
export function setCode(
  name: string,
  symbol: CardSymbol,
  quiet: { readonly x: number; readonly y: number },
  place: CodePlace,
  dpi: PrinterDpi,
): SetCode {
  const isLinear = symbol.rowHeights.length === 1;
  const shape: CodeShape = { columns: symbol.columns, quiet, ...(isLinear ? {} : { rows: heightOf(symbol) }) };
  const fit = fitCode(shape, place, dpi);
  if (fit === undefined) {
    const { min, max } = place.moduleMm;
    throw new TextDoesNotFit(name, place, `${symbol.columns} modules of ${min} to ${max} mm, whole dots of ${dpi} dpi`);
  }
  return new SetCode(symbol, fit);
}

/** The nearest place of the grid. */
export function onGrid(positionPt: number): number {
  return Math.round(positionPt / GRID_PT) * GRID_PT;
}

function heightOf({ rowHeights }: CardSymbol): number {
  return rowHeights.reduce((sum, height) => sum + height, 0);
}
