import type { BackFace, Box, CodePlace, FrontFace, SheetLayout, TillCode } from './sheet-layout.js';
import type { TemplateSpec } from './template.js';

/** ISO/IEC 7810 ID-1. */
const CARD = { width: 85.6, height: 53.98 } as const;
const CORNER_RADIUS = 3.18;

/** EN 1332-2: 2 mm deep, on the edge that goes in last. */
const NOTCH = { depth: 2, radius: 12, fromBottom: 15 } as const;

const BAND = {
  band: { x: 0, y: 0, width: CARD.width, height: 12.2 },
  productName: { x: 3, y: 3, width: 50, height: 2.8 },
  price: { x: 55, y: 3, width: 27.6, height: 2.8 },
  promise: { x: 3, y: 6.2, width: 79.6, height: 5.75 },
} as const;

/** The places of the till's face. Nothing comes near the notch on the right. */
const FRONT: Record<TillCode, FrontFace> = {
  'databar-expanded-stacked': {
    ...BAND,
    scanHere: box(3, 12.7, 51.3, 2.8),
    tillCode: code(3, 15.6, 51.3, 24.1, 0.3, 0.34),
    serial: box(3, 40.15, 51.3, 1.9),
    notice: box(56, 12.9, 25, 29.1),
    terms: box(3, 42.65, 77.6, 8.33),
  },
  'gs1-128': {
    ...BAND,
    scanHere: box(3, 12.7, 79.6, 2.8),
    tillCode: code(5, 15.6, 75.6, 11.6, 0.25, 0.3),
    serial: box(3, 27.6, 77.6, 1.9),
    notice: box(3, 30.4, 77.6, 11.8),
    terms: box(3, 42.65, 77.6, 8.33),
  },
  'upc-a+code-128': {
    ...BAND,
    scanHere: box(3, 12.7, 79.6, 2.8),
    tillCode: code(3, 15.6, 38.4, 11.4, 0.25, 0.34),
    gtin: box(3, 27.3, 38.4, 2.3),
    serialCode: code(46.2, 15.6, 36.4, 11.4, 0.25, 0.26),
    serial: box(46.2, 27.4, 36.4, 1.9),
    notice: box(3, 30.4, 77.6, 11.8),
    terms: box(3, 42.65, 77.6, 8.33),
  },
};

/** The places of the customer's face, with the notch on the left. */
const BACK: BackFace = {
  serialLabel: box(3, 3, 25.4, 2.8),
  serial: box(3, 5.95, 25.4, 1.9),
  panel: box(31.6, 1.2, 52, 7),
  pin: box(33.6, 3.2, 48, 3),
  qr: code(3, 8, 19.6, 19.6, 0.5, 0.6),
  qrLabel: box(4.6, 27.8, 18, 6),
  steps: box(24.4, 11.3, 58.2, 22.8),
  warning: box(5, 34.6, 77.6, 13.2),
  warningText: box(6, 35.3, 75.6, 12),
  smallPrint: box(5, 48.4, 77.6, 2.58),
};

const CARD_LAYOUT = {
  card: CARD,
  cornerRadius: CORNER_RADIUS,
  bleed: 3,
  cropMark: 5,
  safe: 3,
  sheetsPerPile: 100,
  front: FRONT,
  back: BACK,
} as const;

const LAYOUTS = {
  'a4-10up': {
    ...CARD_LAYOUT,
    name: 'A4 10-up',
    page: { width: 210, height: 297 },
    columns: 2,
    rows: 5,
    gutter: { x: 6, y: 2 },
  },
  'letter-8up': {
    ...CARD_LAYOUT,
    name: 'Letter 8-up',
    page: { width: 215.9, height: 279.4 },
    columns: 2,
    rows: 4,
    gutter: { x: 6, y: 6 },
  },
  hanger: {
    ...CARD_LAYOUT,
    name: 'Hanger with header',
    page: { width: 112, height: 128 },
    columns: 1,
    rows: 1,
    gutter: { x: 0, y: 0 },
    notch: NOTCH,
    header: {
      height: 37,
      slot: box(26.8, 6, 32, 11),
      title: box(4, 19.6, 77.6, 4.6),
      text: box(4, 24.6, 77.6, 9.2),
    },
  },
  'id-1': {
    ...CARD_LAYOUT,
    name: 'ID-1 card',
    page: { width: CARD.width + 6, height: CARD.height + 6 },
    columns: 1,
    rows: 1,
    gutter: { x: 0, y: 0 },
    notch: NOTCH,
  },
} as const satisfies Record<string, SheetLayout>;

export type PresetName = keyof typeof LAYOUTS;

const OFFICE = {
  languages: ['en'],
  tillCode: 'databar-expanded-stacked',
  printerDpi: 600,
  turn: 'long-edge',
  marks: { crop: true, registration: true, slug: true },
  spotColours: false,
  backOffsetMm: { x: 0, y: 0 },
} as const satisfies Omit<TemplateSpec, 'layout'>;

/** Where most people start: paper for an office printer, and stock for a press or a card printer. */
export const PRESETS: Readonly<Record<PresetName, TemplateSpec>> = {
  'a4-10up': { ...OFFICE, layout: LAYOUTS['a4-10up'] },
  'letter-8up': { ...OFFICE, layout: LAYOUTS['letter-8up'] },
  hanger: { ...OFFICE, layout: LAYOUTS.hanger, spotColours: true },
  'id-1': {
    ...OFFICE,
    layout: LAYOUTS['id-1'],
    spotColours: true,
    marks: { crop: false, registration: false, slug: false },
  },
};

function box(x: number, y: number, width: number, height: number): Box {
  return { x, y, width, height };
}

function code(x: number, y: number, width: number, height: number, min: number, max: number): CodePlace {
  return { ...box(x, y, width, height), moduleMm: { min, max } };
}
