import type { SheetFont } from './sheet-font.js';
import { type Box, POINTS_PER_MM } from './sheet-layout.js';

/** A text that has no room at a size that people can read. */
export class TextDoesNotFit extends Error {
  override readonly name = 'TextDoesNotFit';

  constructor(
    readonly text: string,
    box: Box,
    shown: string,
  ) {
    super(`${text} does not fit ${box.width} x ${box.height} mm at a legible size: "${shown}"`);
  }
}

/** Regulation (EU) No 1169/2011 asks 1.2 mm of food labels; below 6.2 pt nothing is printed whatever the font. */
const X_HEIGHT_MIN_MM = 1.2;
const SIZE_MIN_PT = 6.2;
const SIZE_STEP_PT = 0.05;
const LEADING = 1.2;
const PARAGRAPH_GAP = 0.25;
const DESCENT = 0.24;

export interface TextStyle {
  readonly font: SheetFont;
  readonly sizeMaxPt: number;
  readonly align?: 'left' | 'centre' | 'right';
}

export interface SetLine {
  readonly text: string;
  /** From the box's left edge and downwards from its top. */
  readonly xPt: number;
  readonly baselinePt: number;
  /** Which paragraph it begins, if it does. */
  readonly begins: number | undefined;
}

export interface SetText {
  readonly font: SheetFont;
  readonly sizePt: number;
  readonly lines: readonly SetLine[];
}

/**
 * Sets paragraphs into a box at the largest size that they fit, never larger than the style's and never smaller than
 * legible. Capitals touch the top of the box, and descenders stay inside it.
 * @param name of the text, for the error.
 * @throws TextDoesNotFit
 */
export function setText(name: string, paragraphs: readonly string[], box: Box, style: TextStyle): SetText {
  const { font, sizeMaxPt } = style;
  const steps = Math.ceil((sizeMaxPt - legiblePt(font)) / SIZE_STEP_PT);
  for (let step = 0; step <= steps; step++) {
    const sizePt = Math.max(sizeMaxPt - step * SIZE_STEP_PT, legiblePt(font));
    const lines = setAt(sizePt, paragraphs, box, style);
    if (lines !== undefined) return { font, sizePt, lines };
  }
  throw new TextDoesNotFit(name, box, paragraphs.join(' '));
}

/** The smallest size that may be printed in a font. */
export function legiblePt(font: SheetFont): number {
  return Math.max(SIZE_MIN_PT, (X_HEIGHT_MIN_MM * POINTS_PER_MM) / font.xHeight);
}

function setAt(sizePt: number, paragraphs: readonly string[], box: Box, style: TextStyle): SetLine[] | undefined {
  const { font, align = 'left' } = style;
  const widthPt = box.width * POINTS_PER_MM;
  const lines: SetLine[] = [];
  let baselinePt = font.capHeight * sizePt;
  for (const [paragraph, text] of paragraphs.entries()) {
    const broken = breakLines(text, widthPt, font, sizePt);
    if (broken === undefined) return undefined;
    for (const [i, line] of broken.entries()) {
      const room = widthPt - font.widthPt(line, sizePt);
      const xPt = align === 'left' ? 0 : align === 'right' ? room : room / 2;
      lines.push({ text: line, xPt, baselinePt, begins: i === 0 ? paragraph : undefined });
      baselinePt += LEADING * sizePt;
    }
    baselinePt += PARAGRAPH_GAP * sizePt;
  }
  return lines.at(-1)!.baselinePt + DESCENT * sizePt <= box.height * POINTS_PER_MM ? lines : undefined;
}

/** The room of a number in four groups of four digits. */
export interface SetNumber {
  readonly font: SheetFont;
  readonly sizePt: number;
  /** From the box's left edge and downwards from its top. */
  readonly xPt: number;
  readonly baselinePt: number;
}

/**
 * The place of 16-digit numbers, which stand on the bottom of their box. All digits of our fonts are equally wide, so
 * one measure holds for every card.
 */
export function setNumber(
  name: string,
  box: Box,
  { font, sizeMaxPt, align = 'left' }: TextStyle,
  sizeMinPt: number,
): SetNumber {
  const sample = inGroups('0'.repeat(16));
  const widthPt = box.width * POINTS_PER_MM;
  const heightPt = box.height * POINTS_PER_MM;
  const sizePt = Math.min(sizeMaxPt, widthPt / font.widthPt(sample, 1), heightPt / font.capHeight);
  if (sizePt < sizeMinPt) throw new TextDoesNotFit(name, box, sample);
  const room = widthPt - font.widthPt(sample, sizePt);
  return { font, sizePt, xPt: align === 'left' ? 0 : room / 2, baselinePt: heightPt };
}

/** `1234 5678 9012 3456`: as people read, say and type it. */
export function inGroups(digits: string): string {
  return `${digits.slice(0, 4)} ${digits.slice(4, 8)} ${digits.slice(8, 12)} ${digits.slice(12)}`;
}

/** Fills line after line with words; nothing is hyphenated. `undefined` where a single word is too wide. */
function breakLines(text: string, widthPt: number, font: SheetFont, sizePt: number): string[] | undefined {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (font.widthPt(longer, sizePt) <= widthPt) {
      line = longer;
      continue;
    }
    if (line === '' || font.widthPt(word, sizePt) > widthPt) return undefined;
    lines.push(line);
    line = word;
  }
  return [...lines, line];
}
