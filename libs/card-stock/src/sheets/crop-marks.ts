import { BLACK, type Drawing } from './drawing.js';
import type { Place } from './imposition.js';
import type { Mm, SheetLayout } from './sheet-layout.js';

const WIDTH_PT = 0.25;

/** Where to cut: short lines beyond the bleed, at both ends of every card edge. The cards lie in the page's middle. */
export function drawCropMarks(drawing: Drawing, places: readonly Place[], layout: SheetLayout): void {
  const { page, card, bleed, cropMark } = layout;
  const columnEdges = new Set(places.flatMap(({ x }) => [x, x + card.width]));
  const rowEdges = new Set(places.flatMap(({ y }) => [y, y + card.height]));
  const marks = (margin: Mm, length: Mm): [from: Mm, to: Mm][] => [
    [margin - bleed - cropMark, margin - bleed],
    [length - margin + bleed, length - margin + bleed + cropMark],
  ];
  for (const [from, to] of marks(Math.min(...rowEdges), page.height)) {
    for (const x of columnEdges) drawing.line({ x, y: from }, { x, y: to }, BLACK, WIDTH_PT);
  }
  for (const [from, to] of marks(Math.min(...columnEdges), page.width)) {
    for (const y of rowEdges) drawing.line({ x: from, y }, { x: to, y }, BLACK, WIDTH_PT);
  }
}
