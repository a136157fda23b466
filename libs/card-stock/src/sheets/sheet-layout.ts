/** Millimetres. */
export type Mm = number;

export const POINTS_PER_MM = 72 / 25.4;
export const POINTS_PER_DOT = 72 / 600;

export interface Size {
  readonly width: Mm;
  readonly height: Mm;
}

/** Measured from the top left corner of what it lies in. */
export interface Box extends Size {
  readonly x: Mm;
  readonly y: Mm;
}

export type TillCode = 'databar-expanded-stacked' | 'gs1-128';

/** Where a code goes, quiet zone included; it is centred in its box. */
export interface CodePlace extends Box {
  /** Module widths in dots of 1/600 inch, whole so that a printer need not round them; the first that fits is taken. */
  readonly moduleDots: readonly number[];
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
  readonly serial: Box;
  readonly notice: Box;
  readonly advice: Box;
  readonly terms: Box;
}

/** The customer's face. */
export interface BackFace {
  /** What the scratch ink covers. Nothing but the PIN may be printed within `panelClearance` of it. */
  readonly panel: Box;
  readonly panelClearance: Mm;
  /** The PIN's own box inside the panel. */
  readonly pin: Box;
  readonly serialLabel: Box;
  readonly serial: Box;
  readonly qr: CodePlace;
  readonly qrLabel: Box;
  readonly steps: Box;
  /** A tinted box, and its headline and text. */
  readonly warning: Box;
  readonly warningTitle: Box;
  readonly warningText: Box;
  readonly smallPrint: Box;
}

/** Everything that has a place or a size on a sheet. Another stock is another object like this one. */
export interface SheetLayout {
  readonly name: string;
  readonly page: Size;
  readonly columns: number;
  readonly rows: number;
  readonly card: Size;
  /** Between neighbouring cards. */
  readonly gutter: { readonly x: Mm; readonly y: Mm };
  /** How far art runs over the edge where the gutter has room; it never crosses half a gutter. */
  readonly bleed: Mm;
  readonly cropMark: Mm;
  /** Text and codes stay this far inside the card. */
  readonly safe: Mm;
  /** As many sheets as a guillotine takes at once: cards are in order down each stack of such a pile. */
  readonly sheetsPerPile: number;
  readonly front: Readonly<Record<TillCode, FrontFace>>;
  readonly back: BackFace;
}

const FRONT = {
  band: { x: 0, y: 0, width: 85.6, height: 12.6 },
  productName: { x: 4, y: 3, width: 49, height: 5 },
  price: { x: 55, y: 3, width: 26.6, height: 5 },
  promise: { x: 4, y: 8.7, width: 77.6, height: 2.9 },
  scanHere: { x: 4, y: 14, width: 77.6, height: 2.4 },
  terms: { x: 4, y: 45.8, width: 77.6, height: 5.18 },
} as const;

/** ISO/IEC 7810 ID-1 cards on A4, printed on both sides and turned over the long edge. */
export const A4_TEN_UP: SheetLayout = {
  name: 'A4 10-up',
  page: { width: 210, height: 297 },
  columns: 2,
  rows: 5,
  card: { width: 85.6, height: 53.98 },
  gutter: { x: 6, y: 2 },
  bleed: 3,
  cropMark: 5,
  safe: 3,
  sheetsPerPile: 100,
  front: {
    'databar-expanded-stacked': {
      ...FRONT,
      tillCode: { x: 4, y: 16.8, width: 51.2, height: 24.1, moduleDots: [8] },
      serial: { x: 4, y: 41.9, width: 51.2, height: 2.3 },
      notice: { x: 59, y: 16.8, width: 22.6, height: 13.4 },
      advice: { x: 59, y: 32.2, width: 22.6, height: 12 },
    },
    'gs1-128': {
      ...FRONT,
      tillCode: { x: 5.2, y: 16.8, width: 75.2, height: 14, moduleDots: [7] },
      serial: { x: 4, y: 31.8, width: 77.6, height: 2.3 },
      notice: { x: 4, y: 36.2, width: 34, height: 8.3 },
      advice: { x: 42, y: 36.2, width: 39.6, height: 8.3 },
    },
  },
  back: {
    serialLabel: { x: 3, y: 3, width: 25.4, height: 2.2 },
    serial: { x: 3, y: 5.3, width: 25.4, height: 1.9 },
    panel: { x: 31.6, y: 2.2, width: 52, height: 7 },
    panelClearance: 3,
    pin: { x: 33.6, y: 4.2, width: 48, height: 3 },
    qr: { x: 3, y: 9.4, width: 19.6, height: 19.6, moduleDots: [14, 12] },
    qrLabel: { x: 3, y: 29.1, width: 19.6, height: 2.3 },
    steps: { x: 25, y: 12.3, width: 57.6, height: 19 },
    warning: { x: 3, y: 32.2, width: 79.6, height: 10 },
    warningTitle: { x: 4.4, y: 33.2, width: 76.8, height: 2.9 },
    warningText: { x: 4.4, y: 36.5, width: 76.8, height: 5.5 },
    smallPrint: { x: 3, y: 43.2, width: 79.6, height: 7.78 },
  },
};
