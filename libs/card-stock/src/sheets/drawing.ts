import { numeral } from './sheet-font.js';
import { type Box, type Mm, POINTS_PER_MM } from './sheet-layout.js';
import type { SetLine, SetText } from './text-setting.js';

/** The operators that set a colour. */
export interface Ink {
  readonly fill: string;
  readonly stroke: string;
}

export interface Point {
  readonly x: Mm;
  readonly y: Mm;
}

export interface OutlineStep {
  readonly to: Point;
  readonly controls?: readonly [Point, Point];
}

/** Length of a Bezier control that makes a quarter of a circle, as a share of the radius. */
export const QUARTER_CIRCLE = 0.5523;

/** Black ink alone on a press, full black on a screen: what codes and small texts need. */
export const BLACK: Ink = { fill: '0 g', stroke: '0 G' };
export const WHITE: Ink = { fill: '1 g', stroke: '1 G' };

/** Cyan, magenta, yellow and black, each 0 to 1: what a press prints with. */
export function cmyk(...parts: [c: number, m: number, y: number, k: number]): Ink {
  return { fill: `${parts.join(' ')} k`, stroke: `${parts.join(' ')} K` };
}

/** An ink of its own plate (ISO 32000, 8.6.6.4), which the press uses for something other than colour. */
export type SpotName = 'SCRATCH' | 'DIE';

export function spot(name: SpotName): Ink {
  return { fill: `/${name} cs 1 scn`, stroke: `/${name} CS 1 SCN` };
}

/**
 * Collects PDF operators. Its callers think in millimetres from the top left corner, as a designer does; PDF counts
 * points from the bottom left.
 */
export class Drawing {
  private readonly operators: string[] = [];

  /** @param height of what is drawn on. */
  constructor(private readonly height: Mm) {}

  add(operator: string): this {
    this.operators.push(operator);
    return this;
  }

  fillBox(box: Box, ink: Ink): this {
    return this.add(`${ink.fill} ${this.rectangle(box)} f`);
  }

  /** A box with dashed edges, e.g. a place to cover or to cut. */
  dashedBox(box: Box, ink: Ink, widthPt: number): this {
    return this.add(`q ${ink.stroke} ${widthPt} w [2 1.5] 0 d ${this.rectangle(box)} S Q`);
  }

  dashedLine(from: Point, to: Point, ink: Ink, widthPt: number): this {
    return this.add('q [2 1.5] 0 d').line(from, to, ink, widthPt).add('Q');
  }

  line(from: Point, to: Point, ink: Ink, widthPt: number): this {
    return this.add(`${ink.stroke} ${widthPt} w ${this.point(from)} m ${this.point(to)} l S`);
  }

  /** A text that was set into this box, its labels in an ink of their own. */
  text({ lines, labels }: SetText, box: Box, ink: Ink, labelInk = ink): this {
    return this.lines(labels, box, labelInk).lines(lines, box, ink);
  }

  /** Draws a form with its top left corner at a point, and nothing of it outside `clip`. */
  form(name: string, formHeight: Mm, { x, y }: Point, clip: Box): this {
    return this.add(`q ${this.rectangle(clip)} W n 1 0 0 1 ${this.point({ x, y: y + formHeight })} cm /${name} Do Q`);
  }

  toString(): string {
    return this.operators.join('\n');
  }

  private lines(lines: readonly SetLine[], box: Box, ink: Ink): this {
    if (lines.length === 0) return this;
    this.add(`BT ${ink.fill}`);
    for (const { sizePt, pieces, xPt, baselinePt } of lines) {
      const [x, y] = this.below(box, xPt, baselinePt);
      this.add(`1 0 0 1 ${x} ${y} Tm`);
      for (const { font, text, rtl } of pieces) {
        this.add(`/${font.name} ${numeral(sizePt)} Tf ${font.show(text, sizePt, rtl)}`);
      }
    }
    return this.add('ET');
  }

  private below(box: Box, xPt: number, downPt: number): [x: string, y: string] {
    return [numeral(box.x * POINTS_PER_MM + xPt), numeral((this.height - box.y) * POINTS_PER_MM - downPt)];
  }

  box(box: Box, ink: Ink, widthPt: number): this {
    return this.add(`${ink.stroke} ${widthPt} w ${this.rectangle(box)} S`);
  }

  circle({ x, y }: Point, radius: Mm, ink: Ink, widthPt: number): this {
    const control = radius * QUARTER_CIRCLE;
    const quarter = (fromX: number, fromY: number, toX: number, toY: number): OutlineStep => ({
      to: { x: x + toX * radius, y: y + toY * radius },
      controls: [
        { x: x + fromX * radius + toX * control, y: y + fromY * radius + toY * control },
        { x: x + toX * radius + fromX * control, y: y + toY * radius + fromY * control },
      ],
    });
    const steps = [quarter(1, 0, 0, 1), quarter(0, 1, -1, 0), quarter(-1, 0, 0, -1), quarter(0, -1, 1, 0)];
    return this.outline({ x: x + radius, y }, steps, ink, widthPt);
  }

  /** Runs an outline through these points; where one has controls, along a Bezier curve. */
  outline(start: Point, steps: readonly OutlineStep[], ink: Ink, widthPt: number): this {
    const path = steps.map(({ to, controls }) =>
      controls === undefined
        ? `${this.point(to)} l`
        : `${this.point(controls[0])} ${this.point(controls[1])} ${this.point(to)} c`,
    );
    return this.add(`${ink.stroke} ${widthPt} w ${this.point(start)} m ${path.join(' ')} s`);
  }

  private rectangle({ x, y, width, height }: Box): string {
    return `${this.point({ x, y: y + height })} ${numeral(width * POINTS_PER_MM)} ${numeral(height * POINTS_PER_MM)} re`;
  }

  private point({ x, y }: Point): string {
    return `${numeral(x * POINTS_PER_MM)} ${numeral((this.height - y) * POINTS_PER_MM)}`;
  }
}
