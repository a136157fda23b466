import { array, boolean, type Reader, number, object, oneOf, optional, text, whole } from './json-reader.js';
import { checkLayout } from './layout-check.js';
import {
  type BackFace,
  type Box,
  type CodePlace,
  type FrontFace,
  type Header,
  type Mm,
  type Notch,
  type SheetLayout,
  type Size,
  TILL_CODES,
} from './sheet-layout.js';
import { LANGUAGES, LayoutInvalid, PRINTER_DPI, type TemplateSpec, TURNS } from './template.js';

/** Larger than any sheet that is printed on, and finer than any tool. */
const PAGE_MAX: Mm = 1300;
const PAGE_MIN: Mm = 20;
const LANGUAGES_MAX = 2;
const NAME_MAX = 60;
const CELLS_A_SIDE_MAX = 20;
const PILE_MAX = 1000;

const place = number(0, PAGE_MAX);
const length = number(0.1, PAGE_MAX);
const moduleWidth = number(0.1, 2);

const box: Reader<Box> = object({ x: place, y: place, width: length, height: length });
const pageSize: Reader<Size> = object({ width: number(PAGE_MIN, PAGE_MAX), height: number(PAGE_MIN, PAGE_MAX) });
const codePlace: Reader<CodePlace> = object({
  x: place,
  y: place,
  width: length,
  height: length,
  moduleMm: object({ min: moduleWidth, max: moduleWidth }),
});

const frontFace: Reader<FrontFace> = object({
  band: box,
  productName: box,
  price: box,
  promise: box,
  scanHere: box,
  tillCode: codePlace,
  serialCode: optional(codePlace),
  gtin: optional(box),
  serial: box,
  notice: box,
  terms: box,
});

const backFace: Reader<BackFace> = object({
  panel: box,
  pin: box,
  serialLabel: box,
  serial: box,
  qr: codePlace,
  qrLabel: box,
  steps: box,
  warning: box,
  warningText: box,
  smallPrint: box,
});

const notch: Reader<Notch> = object({ depth: number(0.5, 5), radius: number(1, 50), fromBottom: place });
const header: Reader<Header> = object({ height: number(15, 200), slot: box, title: box, text: box });

const layout: Reader<SheetLayout> = object({
  name: text(NAME_MAX),
  page: pageSize,
  columns: whole(1, CELLS_A_SIDE_MAX),
  rows: whole(1, CELLS_A_SIDE_MAX),
  card: object({ width: number(PAGE_MIN, PAGE_MAX), height: number(PAGE_MIN, PAGE_MAX) }),
  cornerRadius: number(0, 20),
  notch: optional(notch),
  header: optional(header),
  gutter: object({ x: number(0, 100), y: number(0, 100) }),
  bleed: number(0, 10),
  cropMark: number(1, 20),
  safe: number(1, 20),
  sheetsPerPile: whole(1, PILE_MAX),
  front: object({
    'databar-expanded-stacked': optional(frontFace),
    'gs1-128': optional(frontFace),
    'upc-a+code-128': optional(frontFace),
  }),
  back: backFace,
});

const template: Reader<TemplateSpec> = object({
  layout,
  languages: array(oneOf(LANGUAGES), 1, LANGUAGES_MAX),
  tillCode: oneOf(TILL_CODES),
  printerDpi: oneOf(PRINTER_DPI),
  turn: oneOf(TURNS),
  marks: object({ crop: boolean, registration: boolean, slug: boolean }),
  spotColours: boolean,
  backOffsetMm: object({ x: number(-10, 10), y: number(-10, 10) }),
});

/**
 * A template from JSON that nobody has looked at yet: every field known, every number in its bounds, every box where it
 * may be. What passes can still have no room for a batch's texts; rendering tells.
 * @throws LayoutInvalid at the first thing that is wrong, with its place in the JSON.
 */
export function readTemplate(json: unknown): TemplateSpec {
  const spec = template(json, '');
  if (new Set(spec.languages).size < spec.languages.length)
    throw new LayoutInvalid('/languages', 'names a language twice');
  checkLayout(spec);
  return spec;
}
