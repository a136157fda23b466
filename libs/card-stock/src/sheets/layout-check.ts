import { CODE_128_QUIET_MODULES } from './code-128.js';
import { type CodeShape, fitCode } from './code-setting.js';
import { notchHalfHeight } from './die-line.js';
import { QR_QUIET_MODULES } from './qr-linear.js';
import {
  type BackFace,
  type Box,
  type CodePlace,
  type FrontFace,
  marginOf,
  type Mm,
  type SheetLayout,
  type TillCode,
} from './sheet-layout.js';
import { frontOf, LayoutInvalid, type PrinterDpi, type TemplateSpec } from './template.js';

/** Scratch ink is set within 1.6 mm: it covers the PIN with 2 to spare, and nothing else is within 3 of it. */
const PANEL_BORDER: Mm = 2;
const PANEL_CLEARANCE: Mm = 3;
const PANEL_FROM_EDGE: Mm = 1;
/** So that a scanner does not take the wrong one of two codes. */
const CODES_APART: Mm = 10;
/** Of the notch and of a slot from what is printed. */
const CUT_CLEARANCE: Mm = 2.5;
/** A slug, below the bleed, and what printers can't reach. */
const SLUG_ROOM: Mm = 6.4;
const MARK_FROM_EDGE: Mm = 1.5;
const SLUG_WIDTH: Mm = 80;
/** A tenth of a micrometre: what decimal fractions lose. */
const ROUNDING: Mm = 1e-4;

/** What each till code needs, whatever product and card. EAN-13 asks more quiet than UPC-A. */
const TILL_SHAPES: Record<TillCode, { tillCode: CodeShape; serialCode?: CodeShape }> = {
  'databar-expanded-stacked': { tillCode: { columns: 151, rows: 71, quiet: { x: 0, y: 0 } } },
  'gs1-128': { tillCode: { columns: 233, quiet: { x: CODE_128_QUIET_MODULES, y: 0 } } },
  'upc-a+code-128': {
    tillCode: { columns: 95, quiet: { x: 9, y: 0 } },
    serialCode: { columns: 123, quiet: { x: CODE_128_QUIET_MODULES, y: 0 } },
  },
};

/** For a host of up to 38 characters. */
const QR_SHAPE: CodeShape = { columns: 29, rows: 29, quiet: { x: QR_QUIET_MODULES, y: QR_QUIET_MODULES } };

/** A box by its place in the JSON. */
interface Placed {
  readonly pointer: string;
  readonly box: Box;
}

/** What no reading of single fields can tell: whether everything lies where it may. @throws LayoutInvalid */
export function checkLayout(template: TemplateSpec): void {
  const { layout, printerDpi } = template;
  checkPage(template);
  frontOf(template);
  checkCutOuts(layout);
  for (const [tillCode, face] of Object.entries(layout.front) as [TillCode, FrontFace][]) {
    checkFront(tillCode, face, layout, printerDpi);
  }
  checkBack(layout.back, layout, printerDpi);
}

/** The page holds all pieces with their bleed, and what is printed beyond it. */
function checkPage({ layout, marks, backOffsetMm }: TemplateSpec): void {
  const { page, card, bleed, cropMark, safe, columns, name: _name } = layout;
  if (card.width <= 2 * safe || card.height <= 2 * safe) refuse('/layout/safe', 'leaves no room on the card');
  const margin = marginOf(layout);
  const forMarks = marks.crop || marks.registration ? bleed + cropMark + MARK_FROM_EDGE : bleed;
  for (const [axis, size] of [
    ['x', 'width'],
    ['y', 'height'],
  ] as const) {
    const needed = Math.max(forMarks, axis === 'y' && marks.slug ? bleed + SLUG_ROOM : 0);
    if (margin[axis] + ROUNDING < needed)
      refuse(
        `/layout/page/${size}`,
        `${page[size]} mm leave a margin of ${shown(margin[axis])} mm; with ${what(marks)} it has to be ${shown(needed)} mm`,
      );
    if (Math.abs(backOffsetMm[axis]) > margin[axis] - bleed + ROUNDING)
      refuse(`/backOffsetMm/${axis}`, 'pushes the backs over the edge of the page');
  }
  if (marks.slug && columns === 1 && margin.y < bleed + SLUG_ROOM + 3)
    refuse('/marks/slug', 'has no room for its two lines below a single column');
  if (marks.slug && card.width < SLUG_WIDTH) refuse('/marks/slug', `needs cards of at least ${SLUG_WIDTH} mm width`);
}

function what({ crop, registration, slug }: TemplateSpec['marks']): string {
  const named = [crop && 'crop marks', registration && 'registration marks', slug && 'a slug'];
  return ['bleed', ...named.filter((name) => name !== false)].join(', ');
}

/** Slot and notch are inside what is cut out, and the header's texts keep away from cuts. */
function checkCutOuts({ card, header, notch, safe }: SheetLayout): void {
  if (notch !== undefined) {
    if (notch.depth >= notch.radius) refuse('/layout/notch/radius', 'is not larger than the depth');
    const reach = notchHalfHeight(notch);
    if (notch.fromBottom < reach || notch.fromBottom + reach > card.height)
      refuse('/layout/notch/fromBottom', 'puts the notch over the edge of the card');
  }
  if (header === undefined) return;
  const whole: Box = { x: 0, y: 0, width: card.width, height: header.height };
  const boxes = (['slot', 'title', 'text'] as const).map((name) => ({
    pointer: `/layout/header/${name}`,
    box: header[name],
  }));
  for (const placed of boxes) checkInside(placed, whole, safe, 'the header');
  checkApart(boxes);
  for (const text of boxes.slice(1)) {
    if (gapBetween(header.slot, text.box) < CUT_CLEARANCE - ROUNDING)
      refuse(text.pointer, `is within ${CUT_CLEARANCE} mm of the slot`);
  }
}

function checkFront(tillCode: TillCode, face: FrontFace, layout: SheetLayout, dpi: PrinterDpi): void {
  const at = `/layout/front/${tillCode}`;
  const { band, ...besides } = face;
  const isTwo = tillCode === 'upc-a+code-128';
  for (const name of ['serialCode', 'gtin'] as const) {
    if (isTwo && face[name] === undefined) refuse(`${at}/${name}`, 'is missing');
    if (!isTwo && face[name] !== undefined) refuse(`${at}/${name}`, `has no use with ${tillCode}`);
  }
  const boxes = placed(at, besides);
  const { card } = layout;
  checkInside({ pointer: `${at}/band`, box: band }, { x: 0, y: 0, ...card }, 0, 'the card');
  checkFace(boxes, layout, 'front');
  // White texts lie on the band, all others beside it.
  for (const { pointer, box } of boxes) {
    const onBand = ['productName', 'price', 'promise'].some((name) => pointer === `${at}/${name}`);
    if (onBand && insideBy(box, band) < -ROUNDING) refuse(pointer, 'is white and not on the band');
    if (!onBand && gapBetween(box, band) < -ROUNDING) refuse(pointer, 'touches the band');
  }
  const { tillCode: main, serialCode: second } = TILL_SHAPES[tillCode];
  const product = fitted(`${at}/tillCode`, main, face.tillCode, dpi);
  if (second === undefined) return;
  const serial = fitted(`${at}/serialCode`, second, face.serialCode!, dpi);
  if (gapBetween(product, serial) < CODES_APART - ROUNDING)
    refuse(`${at}/serialCode`, `has bars within ${CODES_APART} mm of the other code's`);
}

function checkBack(back: BackFace, layout: SheetLayout, dpi: PrinterDpi): void {
  const at = '/layout/back';
  const { panel, pin, warning, warningText, ...besides } = back;
  const boxes = placed(at, { ...besides, warning });
  checkFace([...boxes, { pointer: `${at}/pin`, box: pin }], layout, 'back');
  checkInside({ pointer: `${at}/warningText`, box: warningText }, warning, 0, 'the warning');
  checkInside({ pointer: `${at}/panel`, box: panel }, { x: 0, y: 0, ...layout.card }, PANEL_FROM_EDGE, 'the card');
  const border = [pin.x - panel.x, pin.y - panel.y, right(panel) - right(pin), bottom(panel) - bottom(pin)];
  if (border.some((gap) => Math.abs(gap - PANEL_BORDER) > ROUNDING))
    refuse(`${at}/panel`, `is not the PIN's box and ${PANEL_BORDER} mm on each side`);
  for (const { pointer, box } of boxes) {
    if (gapBetween(panel, box) < PANEL_CLEARANCE - ROUNDING)
      refuse(pointer, `is within ${PANEL_CLEARANCE} mm of the panel`);
  }
  fitted(`${at}/qr`, QR_SHAPE, back.qr, dpi);
}

/** Texts and codes: inside the card, away from its edges and its notch, and from each other. */
function checkFace(boxes: readonly Placed[], { card, safe, notch }: SheetLayout, face: 'front' | 'back'): void {
  for (const box of boxes) checkInside(box, { x: 0, y: 0, ...card }, safe, 'the card');
  checkApart(boxes);
  if (notch === undefined) return;
  const reach = notchHalfHeight(notch);
  const cut: Box = {
    x: face === 'front' ? card.width - notch.depth : 0,
    y: card.height - notch.fromBottom - reach,
    width: notch.depth,
    height: 2 * reach,
  };
  for (const { pointer, box } of boxes) {
    if (gapBetween(box, cut) < CUT_CLEARANCE - ROUNDING) refuse(pointer, `is within ${CUT_CLEARANCE} mm of the notch`);
  }
}

function checkInside({ pointer, box }: Placed, outer: Box, by: Mm, name: string): void {
  if (insideBy(box, outer) < by - ROUNDING)
    refuse(pointer, by === 0 ? `is not inside ${name}` : `is not ${by} mm inside ${name}`);
}

function checkApart(boxes: readonly Placed[]): void {
  for (const [i, a] of boxes.entries()) {
    for (const b of boxes.slice(i + 1)) {
      if (gapBetween(a.box, b.box) < -ROUNDING) refuse(b.pointer, `lies over ${a.pointer}`);
    }
  }
}

/** Where a code's bars come to lie. */
function fitted(pointer: string, shape: CodeShape, place: CodePlace, dpi: PrinterDpi): Box {
  const { min, max } = place.moduleMm;
  if (min > max) refuse(`${pointer}/moduleMm`, 'ends before it begins');
  const fit = fitCode(shape, place, dpi);
  if (fit === undefined)
    throw new LayoutInvalid(
      pointer,
      `holds no code of ${shape.columns} modules of ${min} to ${max} mm in whole dots of ${dpi} dpi, quiet zone included`,
    );
  return fit.bars;
}

function placed(pointer: string, boxes: Readonly<Record<string, Box | undefined>>): Placed[] {
  return Object.entries(boxes)
    .filter((entry): entry is [string, Box] => entry[1] !== undefined)
    .map(([name, box]) => ({ pointer: `${pointer}/${name}`, box }));
}

/** Negative if they overlap. */
function gapBetween(a: Box, b: Box): Mm {
  const x = Math.max(a.x, b.x) - Math.min(right(a), right(b));
  const y = Math.max(a.y, b.y) - Math.min(bottom(a), bottom(b));
  return Math.max(x, y);
}

/** The narrowest border of `outer` around `inner`. */
function insideBy(inner: Box, outer: Box): Mm {
  return Math.min(inner.x - outer.x, inner.y - outer.y, right(outer) - right(inner), bottom(outer) - bottom(inner));
}

function right({ x, width }: Box): Mm {
  return x + width;
}

function bottom({ y, height }: Box): Mm {
  return y + height;
}

function shown(value: Mm): string {
  return String(Math.round(value * 100) / 100);
}

function refuse(pointer: string, detail: string): never {
  throw new LayoutInvalid(pointer, detail);
}
