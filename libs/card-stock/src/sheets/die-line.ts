import { BLACK, type Drawing, type Ink, type OutlineStep, type Point, QUARTER_CIRCLE, spot } from './drawing.js';
import type { Box, Mm, Notch, SheetLayout } from './sheet-layout.js';

const WIDTH_PT = 0.5;

/**
 * Where the tool cuts, on its own plate: the piece with its round corners and notch, the slot of a header. It prints
 * over what is there and takes nothing away from it. Without spot colours only what a hand has to cut out is shown.
 */
export function drawDieLine(drawing: Drawing, layout: SheetLayout, spotColours: boolean): void {
  const { card, cornerRadius, header, notch } = layout;
  const top = -(header?.height ?? 0);
  const ink = spotColours ? spot('DIE') : BLACK;
  if (!spotColours && header === undefined) return;
  drawing.add('q /Overprint gs');
  if (spotColours) {
    const piece = { x: 0, y: top, width: card.width, height: card.height - top };
    drawRounded(drawing, piece, cornerRadius, ink, notch === undefined ? [] : notchSteps(notch, layout));
  }
  if (header !== undefined) {
    drawing.dashedLine({ x: 0, y: 0 }, { x: card.width, y: 0 }, ink, WIDTH_PT);
    const slot = { ...header.slot, y: header.slot.y + top };
    drawRounded(drawing, slot, Math.min(slot.width, slot.height) / 2, ink, []);
  }
  drawing.add('Q');
}

/** Clockwise from the upper left corner's end. @param right what interrupts the right edge, from above. */
function drawRounded(drawing: Drawing, box: Box, radius: Mm, ink: Ink, right: readonly OutlineStep[]): void {
  const { x, y, width, height } = box;
  const [endX, endY] = [x + width, y + height];
  const start = { x: x + radius, y };
  drawing.outline(
    start,
    [
      { to: { x: endX - radius, y } },
      corner({ x: endX - radius, y }, { x: endX, y }, { x: endX, y: y + radius }),
      ...right,
      { to: { x: endX, y: endY - radius } },
      corner({ x: endX, y: endY - radius }, { x: endX, y: endY }, { x: endX - radius, y: endY }),
      { to: { x: x + radius, y: endY } },
      corner({ x: x + radius, y: endY }, { x, y: endY }, { x, y: endY - radius }),
      { to: { x, y: y + radius } },
      corner({ x, y: y + radius }, { x, y }, start),
    ],
    ink,
    WIDTH_PT,
  );
}

function corner(from: Point, edge: Point, to: Point): OutlineStep {
  const towards = (point: Point): Point => ({
    x: point.x + (edge.x - point.x) * QUARTER_CIRCLE,
    y: point.y + (edge.y - point.y) * QUARTER_CIRCLE,
  });
  return { to, controls: [towards(from), towards(to)] };
}

/** An arc that bites `depth` into the right edge. */
function notchSteps({ depth, radius, fromBottom }: Notch, { card }: SheetLayout): OutlineStep[] {
  const middle = card.height - fromBottom;
  const halfChord = notchHalfHeight({ depth, radius });
  const halfAngle = Math.asin(halfChord / radius);
  const control = (4 / 3) * Math.tan(halfAngle / 2) * radius;
  // The tangent at the ends leans inwards by the angle of the chord.
  const [inwards, along] = [Math.sin(halfAngle) * control, Math.cos(halfAngle) * control];
  const x = card.width;
  return [
    { to: { x, y: middle - halfChord } },
    {
      to: { x, y: middle + halfChord },
      controls: [
        { x: x - inwards, y: middle - halfChord + along },
        { x: x - inwards, y: middle + halfChord - along },
      ],
    },
  ];
}

/** Half of what a notch takes of the edge. */
export function notchHalfHeight({ depth, radius }: Pick<Notch, 'depth' | 'radius'>): Mm {
  return Math.sqrt(radius ** 2 - (radius - depth) ** 2);
}
