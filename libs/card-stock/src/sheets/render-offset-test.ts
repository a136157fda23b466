import { BLACK, cmyk, Drawing, type Point } from './drawing.js';
import { finish } from './render-proof.js';
import type { SheetDocument } from './sheet-document.js';
import { openDocument } from './sheet-pages.js';
import type { Mm, Size } from './sheet-layout.js';
import type { TemplateSpec, Turn } from './template.js';
import { setText } from './text-setting.js';

/** Scales reach so far to either side. */
const REACH_MM = 5;
const TICK_MM = 0.5;
/** Of the level scale below the middle, and of the upright one right of it. */
const LEVEL_MM = 12;
const UPRIGHT_MM = 8;
const LINE_PT = 0.25;
const BLUE = cmyk(1, 0.5, 0, 0);
/** The same bytes at any time. */
const CREATED_AT = new Date('2000-01-01T00:00:00Z');

/**
 * Two pages to measure how far a printer sets backs off: scales on the front, crosses on the back. Held against the
 * light, a cross shows on each scale what to add to the template's back offset.
 */
export async function renderOffsetTest(template: TemplateSpec, out: NodeJS.WritableStream): Promise<void> {
  const document = openDocument(
    { ...template, languages: ['en'], spotColours: false },
    'Duplex offset test',
    CREATED_AT,
  );
  const { page } = template.layout;
  document.addPage(drawFront(document, template, page));
  document.addPage(drawBack(document, template, page));
  await finish(document, out);
}

/**
 * What has to be added to the back offset when a cross of the back is seen `right` and `down` of the scale's zero, from
 * the front and against the light. The back is seen from behind: turned over the long edge, its right is our left;
 * turned over the short edge, its down is our up.
 */
export function correctionOf(turn: Turn, right: Mm, down: Mm): Point {
  return turn === 'long-edge' ? { x: right, y: 0 - down } : { x: 0 - right, y: down };
}

/** The middle of the page, which every stock has. */
function middle({ width, height }: Size): Point {
  return { x: width / 2, y: height / 2 };
}

function drawFront(document: SheetDocument, { turn, backOffsetMm }: TemplateSpec, page: Size): string {
  const drawing = new Drawing(page.height);
  const { regular } = document.fonts;
  const { x, y } = middle(page);
  const label = (text: number, at: Point): void => {
    const box = { x: at.x - 4, y: at.y - 0.9, width: 8, height: 3 };
    const paragraph = { text: signed(text), direction: 'ltr', face: regular, align: 'centre' } as const;
    drawing.text(setText('scale', [[paragraph]], box, { sizeMaxPt: 6.5 }), box, BLACK);
  };
  for (let step = -REACH_MM / TICK_MM; step <= REACH_MM / TICK_MM; step++) {
    const at = step * TICK_MM;
    const half = at === 0 ? 1.5 : Number.isInteger(at) ? 1 : 0.5;
    drawing.line({ x: x + at, y: y + LEVEL_MM - half }, { x: x + at, y: y + LEVEL_MM + half }, BLACK, LINE_PT);
    drawing.line({ x: x + UPRIGHT_MM - half, y: y + at }, { x: x + UPRIGHT_MM + half, y: y + at }, BLACK, LINE_PT);
  }
  for (const at of [-REACH_MM, REACH_MM]) {
    label(correctionOf(turn, at, 0).x, { x: x + at + Math.sign(at) * 3, y: y + LEVEL_MM });
    label(correctionOf(turn, 0, at).y, { x: x + UPRIGHT_MM, y: y + at + Math.sign(at) * 2 });
  }
  const box = { x: 4.5, y: 5, width: page.width - 9, height: Math.max(y - REACH_MM - 10, 8) };
  const now = `Back offset now: x ${signed(backOffsetMm.x)}, y ${signed(backOffsetMm.y)} mm.`;
  const paragraphs = [
    `Duplex offset test, turned over the ${turn.replace('-', ' ')}. Print both pages on one sheet.`,
    'Hold it against the light, this side to you. A tick is half a millimetre.',
    'Read x where the back\u2019s upright line crosses the level scale, y where its level line crosses the upright one.',
    `Add both to the back offset. ${now}`,
  ].map((text) => ({ text, direction: 'ltr', face: regular }) as const);
  drawing.text(setText('instructions', [paragraphs], box, { sizeMaxPt: 9 }), box, BLACK);
  return drawing.toString();
}

/** The cross, moved like every back of the template. */
function drawBack(document: SheetDocument, { backOffsetMm }: TemplateSpec, page: Size): string {
  const drawing = new Drawing(page.height);
  const { x, y } = middle(page);
  const at = { x: x + backOffsetMm.x, y: y + backOffsetMm.y };
  drawing.line({ x: at.x - 15, y: at.y }, { x: at.x + 15, y: at.y }, BLUE, LINE_PT);
  drawing.line({ x: at.x, y: at.y - 15 }, { x: at.x, y: at.y + 15 }, BLUE, LINE_PT);
  const box = { x: 4.5, y: 5, width: page.width - 9, height: 8 };
  const text = { text: 'Duplex offset test, back', direction: 'ltr', face: document.fonts.regular } as const;
  drawing.text(setText('back', [[text]], box, { sizeMaxPt: 9 }), box, BLACK);
  return drawing.toString();
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value).replace('-', '\u2212');
}
