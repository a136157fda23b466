/** Millimetres. */
export type Mm = number;

export const POINTS_PER_MM = 72 / 25.4;
export const MM_PER_INCH = 25.4;

export interface Size {
  readonly width: Mm;
  readonly height: Mm;
}

/** Measured from the top left corner of what it lies in. */
export interface Box extends Size {
  readonly x: Mm;
  readonly y: Mm;
}

/** GS1's stacked symbol (default), its linear one, or the product's UPC-A (or EAN-13) beside a Code 128 of the bare serial. */
export const TILL_CODES = ['databar-expanded-stacked', 'gs1-128', 'upc-a+code-128'] as const;
export type TillCode = (typeof TILL_CODES)[number];

/** Where a code goes, quiet zone included; it is centred in its box. */
export interface CodePlace extends Box {
  /** The widest modules that are whole dots of the printer, within these and the box, are taken. */
  readonly moduleMm: { readonly min: Mm; readonly max: Mm };
}

/** The till's face. */
export interface FrontFace {
  /** Coloured and bled off at the top, left and right. */
  readonly band: Box;
  readonly productName: Box;
  readonly price: Box;
  readonly promise: Box;
  /** The line that shows the clerk where to scan. */
  readonly scanHere: Box;
  readonly tillCode: CodePlace;
  /** Of `upc-a+code-128` only: the Code 128 with the serial, and the digits of the GTIN below the UPC-A. */
  readonly serialCode?: CodePlace;
  readonly gtin?: Box;
  readonly serial: Box;
  /** Worthless until activated, and until when it can be used. */
  readonly notice: Box;
  readonly terms: Box;
}

/** The customer's face. */
export interface BackFace {
  /** What the scratch ink covers: the PIN's box and 2 mm more on each side. Nothing else may be within 3 mm of it. */
  readonly panel: Box;
  readonly pin: Box;
  readonly serialLabel: Box;
  readonly serial: Box;
  readonly qr: CodePlace;
  readonly qrLabel: Box;
  readonly steps: Box;
  /** A tinted box, and the text in it. */
  readonly warning: Box;
  readonly warningText: Box;
  readonly smallPrint: Box;
}

/**
 * A carrier above the card that hangs on the peg: the hole never goes into the card. Its boxes are measured from its own
 * top left corner; it is as wide as the card and torn off along a perforation.
 */
export interface Header {
  readonly height: Mm;
  /** The Euro slot, cut out. */
  readonly slot: Box;
  readonly title: Box;
  readonly text: Box;
}

/** What a blind person feels for: an arc cut into the card's right edge, seen from the front. */
export interface Notch {
  readonly depth: Mm;
  readonly radius: Mm;
  /** Of its middle, above the card's lower edge. */
  readonly fromBottom: Mm;
}

/** Everything that has a place or a size on a sheet. Another stock is another object like this one. */
export interface SheetLayout {
  readonly name: string;
  readonly page: Size;
  readonly columns: number;
  readonly rows: number;
  readonly card: Size;
  readonly cornerRadius: Mm;
  readonly notch?: Notch;
  readonly header?: Header;
  /** Between neighbouring cards. */
  readonly gutter: { readonly x: Mm; readonly y: Mm };
  /** How far art runs over the edge where the gutter has room; it never crosses half a gutter. */
  readonly bleed: Mm;
  /** Length of a crop mark. */
  readonly cropMark: Mm;
  /** Text and codes stay this far inside the card. */
  readonly safe: Mm;
  /** As many sheets as a guillotine takes at once: cards are in order down each stack of such a pile. */
  readonly sheetsPerPile: number;
  /** By till code, for each asks another room. */
  readonly front: { readonly [Code in TillCode]?: FrontFace };
  readonly back: BackFace;
}

/** What is cut out of the sheet: the card, with its header if there is one. */
export function pieceOf({ card, header }: SheetLayout): Size {
  return { width: card.width, height: card.height + (header?.height ?? 0) };
}

/** Around all pieces: what is left of the page, half on either side. */
export function marginOf(layout: SheetLayout): { readonly x: Mm; readonly y: Mm } {
  const { page, columns, rows, gutter } = layout;
  const piece = pieceOf(layout);
  return {
    x: (page.width - columns * piece.width - (columns - 1) * gutter.x) / 2,
    y: (page.height - rows * piece.height - (rows - 1) * gutter.y) / 2,
  };
}
