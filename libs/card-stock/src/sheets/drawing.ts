import { numeral } from './sheet-font.js';
import { type Box, type Mm, POINTS_PER_MM } from './sheet-layout.js';
import type { SetText } from './text-setting.js';

/** The operators that set a colour. */
export interface Ink {
  readonly fill: string;
  readonly stroke: string;
}

/** Black ink alone on a press, full black on a screen: what codes and small texts need. */
export const BLACK: Ink = { fill: '0 g', stroke: '0 G' };
export const WHITE: Ink = { fill: '1 g', stroke: '1 G' };

/** Cyan, magenta, yellow and black, each 0 to 1: what a press prints with. */
export function cmyk(...parts: [c: number, m: number, y: number, k: number]): Ink {
  return { fill: `${parts.join(' ')} k`, stroke: `${parts.join(' ')} K` };
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

  line(from: { x: Mm; y: Mm }, to: { x: Mm; y: Mm }, ink: Ink, widthPt: number): this {
    return this.add(`${ink.stroke} ${widthPt} w ${this.point(from)} m ${this.point(to)} l S`);
  }

  /** A text that was set into this box. */
  text({ font, sizePt, lines }: SetText, box: Box, ink: Ink): this {
    this.add(`BT ${ink.fill} /${font.name} ${numeral(sizePt)} Tf`);
    for (const { text, xPt, baselinePt } of lines) {
      const [x, y] = this.below(box, xPt, baselinePt);
      this.add(`1 0 0 1 ${x} ${y} Tm ${font.kerned(text)} TJ`);
    }
    return this.add('ET');
  }

  /** Draws a form with its top left corner at a point, and nothing of it outside `clip`. */
  form(name: string, formHeight: Mm, { x, y }: { x: Mm; y: Mm }, clip: Box): this {
    return this.add(`q ${this.rectangle(clip)} W n 1 0 0 1 ${this.point({ x, y: y + formHeight })} cm /${name} Do Q`);
  }

  toString(): string {
    return this.operators.join('\n');
  }

  private below(box: Box, xPt: number, downPt: number): [x: string, y: string] {
    return [numeral(box.x * POINTS_PER_MM + xPt), numeral((this.height - box.y) * POINTS_PER_MM - downPt)];
  }

  private rectangle({ x, y, width, height }: Box): string {
    return `${this.point({ x, y: y + height })} ${numeral(width * POINTS_PER_MM)} ${numeral(height * POINTS_PER_MM)} re`;
  }

  private point({ x, y }: { x: Mm; y: Mm }): string {
    return `${numeral(x * POINTS_PER_MM)} ${numeral((this.height - y) * POINTS_PER_MM)}`;
  }
}
