import { BLACK, type Drawing } from './drawing.js';
import { cellsOf, type Place } from './imposition.js';
import type { Typeface } from './sheet-font.js';
import { type Box, type Mm, pieceOf, type SheetLayout } from './sheet-layout.js';
import type { TemplateSpec } from './template.js';
import { setText } from './text-setting.js';

const WIDTH_PT = 0.25;
const TARGET = { radius: 1.5, arm: 2.5, fromBleed: 3 } as const;
/** A field of the cell map. */
const FIELD = { width: 4.2, height: 3.4, fromCropMark: 2 } as const;

/** What helps to cut, to fit plates on each other and to keep stacks in order, all of it beyond the bleed. */
export function drawPageMarks(
  drawing: Drawing,
  places: readonly Place[],
  { layout, marks }: TemplateSpec,
  face: Typeface,
): void {
  const edges = edgesOf(places, layout);
  if (marks.crop) drawCropMarks(drawing, edges, layout);
  if (marks.registration) drawTargets(drawing, edges, layout);
  if (marks.slug && cellsOf(layout) > 1) drawCellMap(drawing, places, edges, layout, face);
}

interface Edges {
  readonly columns: readonly Mm[];
  readonly rows: readonly Mm[];
  /** Around all pieces. */
  readonly block: Box;
}

function edgesOf(places: readonly Place[], layout: SheetLayout): Edges {
  const piece = pieceOf(layout);
  const tops = places.map(({ y }) => y - (layout.header?.height ?? 0));
  const columns = [...new Set(places.flatMap(({ x }) => [x, x + piece.width]))];
  const rows = [...new Set(tops.flatMap((y) => [y, y + piece.height]))];
  const [x, y] = [Math.min(...columns), Math.min(...rows)];
  return { columns, rows, block: { x, y, width: Math.max(...columns) - x, height: Math.max(...rows) - y } };
}

/** Short lines at both ends of every edge. */
function drawCropMarks(drawing: Drawing, { columns, rows, block }: Edges, { bleed, cropMark }: SheetLayout): void {
  const ends = (start: Mm, length: Mm): [from: Mm, to: Mm][] => [
    [start - bleed - cropMark, start - bleed],
    [start + length + bleed, start + length + bleed + cropMark],
  ];
  for (const [from, to] of ends(block.y, block.height)) {
    for (const x of columns) drawing.line({ x, y: from }, { x, y: to }, BLACK, WIDTH_PT);
  }
  for (const [from, to] of ends(block.x, block.width)) {
    for (const y of rows) drawing.line({ x: from, y }, { x: to, y }, BLACK, WIDTH_PT);
  }
}

/** A circle and a cross halfway down both sides: they must meet on all plates, and on both faces against the light. */
function drawTargets(drawing: Drawing, { block }: Edges, { bleed }: SheetLayout): void {
  const y = block.y + block.height / 2;
  const fromBlock = bleed + TARGET.fromBleed;
  for (const x of [block.x - fromBlock, block.x + block.width + fromBlock]) {
    drawing.line({ x: x - TARGET.arm, y }, { x: x + TARGET.arm, y }, BLACK, WIDTH_PT);
    drawing.line({ x, y: y - TARGET.arm }, { x, y: y + TARGET.arm }, BLACK, WIDTH_PT);
    drawing.circle({ x, y }, TARGET.radius, BLACK, WIDTH_PT);
  }
}

/** The order of the stacks, as they lie on this face: stack 1 comes first, then stack 2 ... */
function drawCellMap(
  drawing: Drawing,
  places: readonly Place[],
  { columns, rows, block }: Edges,
  layout: SheetLayout,
  face: Typeface,
): void {
  const { bleed, cropMark } = layout;
  const lefts = columns.toSorted((a, b) => a - b).filter((_, i) => i % 2 === 0);
  const tops = rows.toSorted((a, b) => a - b).filter((_, i) => i % 2 === 0);
  const x = Math.max(MAP_FROM_EDGE, block.x - bleed - cropMark - FIELD.fromCropMark - lefts.length * FIELD.width);
  const y = block.y + FIELD.fromCropMark;
  for (const [cell, place] of places.entries()) {
    const column = lefts.indexOf(place.x);
    const row = tops.indexOf(place.y - (layout.header?.height ?? 0));
    const field = { x: x + column * FIELD.width, y: y + row * FIELD.height, width: FIELD.width, height: FIELD.height };
    drawing.box(field, BLACK, WIDTH_PT);
    const text = { ...field, y: field.y + 0.7, height: FIELD.height - 0.4 };
    const number = { text: String(cell + 1), direction: 'ltr', face, align: 'centre' } as const;
    drawing.text(setText('cell map', [[number]], text, { sizeMaxPt: 6.5 }), text, BLACK);
  }
}

/** What most printers can't print on. */
const MAP_FROM_EDGE = 4.2;
