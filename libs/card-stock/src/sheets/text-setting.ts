import { BidiParagraph, type Direction } from './bidi-runs.js';
import type { FontPiece, SheetFont, Typeface } from './sheet-font.js';
import { type Box, POINTS_PER_MM } from './sheet-layout.js';

/** A text that has no room at a size that people can read. */
export class TextDoesNotFit extends Error {
  override readonly name = 'TextDoesNotFit';
  readonly detail: string;

  constructor(
    /** Of the card, with its language: `steps (es)`. */
    readonly part: string,
    box: Box,
    shown: string,
  ) {
    const detail = `does not fit ${round(box.width)} x ${round(box.height)} mm at a legible size: "${shown}"`;
    super(`${part} ${detail}`);
    this.detail = detail;
  }
}

const SIZE_STEP_PT = 0.05;
const PARAGRAPH_GAP = 0.16;
/** Below the baseline and from line to line, as a share of the size: Arabic letters reach further down. */
const DESCENT = { ltr: 0.24, rtl: 0.4 };
const LEADING = { ltr: 1.15, rtl: 1.2 };

export type Align = 'left' | 'centre' | 'right';

export interface Paragraph {
  readonly text: string;
  readonly direction: Direction;
  readonly face: Typeface;
  /** By default where its direction begins. */
  readonly align?: Align;
  /** Set on the outer side of its first line, e.g. the number of a step. Needs an indent. */
  readonly label?: string;
}

export interface TextStyle {
  readonly sizeMaxPt: number;
  /** How far labelled paragraphs stand in on the side where they begin. */
  readonly indentPt?: number;
  /** Halfway down the box, not at its top. */
  readonly middle?: boolean;
}

export interface SetLine {
  readonly sizePt: number;
  readonly pieces: readonly FontPiece[];
  /** From the box's left edge and downwards from its top. */
  readonly xPt: number;
  readonly baselinePt: number;
}

export interface SetText {
  readonly lines: readonly SetLine[];
  readonly labels: readonly SetLine[];
}

/**
 * Sets paragraphs into a box at the largest size that they fit, never larger than the style's, and each never smaller
 * than legible, which is not the same for all scripts. Capitals touch the top of the box, and descenders stay inside it.
 * @param variants what may be printed there, from the longest to the shortest: the first that fits is taken.
 * @param part for the error. @throws TextDoesNotFit if not even the last fits.
 */
export function setText(
  part: string,
  variants: readonly (readonly Paragraph[])[],
  box: Box,
  style: TextStyle,
): SetText {
  for (const paragraphs of variants) {
    const set = setLargest(paragraphs, box, style);
    if (set !== undefined) return set;
  }
  throw new TextDoesNotFit(part, box, shownOf(variants.at(-1)!));
}

function setLargest(paragraphs: readonly Paragraph[], box: Box, style: TextStyle): SetText | undefined {
  const measured = paragraphs.map((paragraph) => new MeasuredParagraph(paragraph));
  const smallestPt = Math.min(...measured.map(({ legiblePt }) => legiblePt));
  const steps = Math.max(0, Math.ceil((style.sizeMaxPt - smallestPt) / SIZE_STEP_PT));
  for (let step = 0; step <= steps; step++) {
    const sizePt = Math.max(style.sizeMaxPt - step * SIZE_STEP_PT, smallestPt);
    const set = setAt(sizePt, measured, box, style);
    if (set !== undefined) return set;
  }
  return undefined;
}

function setAt(
  commonPt: number,
  paragraphs: readonly MeasuredParagraph[],
  box: Box,
  { indentPt = 0, middle = false }: TextStyle,
): SetText | undefined {
  const boxPt = box.width * POINTS_PER_MM;
  const lines: SetLine[] = [];
  const labels: SetLine[] = [];
  let topPt = 0;
  let bottomPt = 0;
  for (const paragraph of paragraphs) {
    const { direction, label, face, bidi } = paragraph;
    const sizePt = Math.max(commonPt, paragraph.legiblePt);
    const insetPt = label === undefined ? 0 : indentPt;
    const roomPt = boxPt - insetPt;
    const broken = paragraph.broken(roomPt / sizePt);
    if (broken === undefined) return undefined;
    let baselinePt = topPt + face.latin.capHeight * sizePt;
    if (label !== undefined) labels.push(labelLine(paragraph, label, { sizePt, boxPt, baselinePt }));
    for (const { from, to } of broken) {
      const runs = bidi.line(from, to);
      const xPt = paragraph.xPt(roomPt, runs, sizePt) + (direction === 'ltr' ? insetPt : 0);
      lines.push({ sizePt, pieces: runs.flatMap((run) => face.pieces(run)), xPt, baselinePt });
      bottomPt = baselinePt + DESCENT[direction] * sizePt;
      baselinePt += LEADING[direction] * sizePt;
    }
    topPt = baselinePt + (PARAGRAPH_GAP - face.latin.capHeight) * sizePt;
  }
  const roomPt = box.height * POINTS_PER_MM - bottomPt;
  if (roomPt < -1e-6) return undefined;
  return middle ? { lines: lowered(lines, roomPt / 2), labels: lowered(labels, roomPt / 2) } : { lines, labels };
}

function lowered(lines: readonly SetLine[], byPt: number): SetLine[] {
  return lines.map((line) => ({ ...line, baselinePt: line.baselinePt + byPt }));
}

function labelLine(
  { direction, face }: MeasuredParagraph,
  label: string,
  { sizePt, boxPt, baselinePt }: { readonly sizePt: number; readonly boxPt: number; readonly baselinePt: number },
): SetLine {
  const xPt = direction === 'ltr' ? 0 : boxPt - face.latin.widthPt(label, sizePt);
  return { sizePt, pieces: [{ font: face.latin, text: label, rtl: false }], xPt, baselinePt };
}

interface Word {
  readonly from: number;
  readonly to: number;
  /** At a size of one point. */
  readonly widthPt: number;
}

/** A paragraph whose words are measured once for all sizes; nothing is hyphenated. */
class MeasuredParagraph {
  readonly bidi: BidiParagraph;
  readonly face: Typeface;
  readonly direction: Direction;
  readonly label: string | undefined;
  /** The smallest size at which all of it can be read. */
  readonly legiblePt: number;
  private readonly align: Align;
  private readonly words: readonly Word[];
  private readonly spacePt: number;

  constructor({ text, direction, face, label, align }: Paragraph) {
    this.bidi = new BidiParagraph(text, direction);
    this.face = face;
    this.direction = direction;
    this.label = label;
    this.align = align ?? (direction === 'ltr' ? 'left' : 'right');
    const pieces = this.bidi.line(0, text.length).flatMap((run) => face.pieces(run));
    this.legiblePt = Math.max(...pieces.map(({ font }) => font.legiblePt));
    this.words = Array.from(text.matchAll(/[^ ]+/g), ({ 0: word, index: from }) => {
      const to = from + word.length;
      return { from, to, widthPt: face.widthPt(this.bidi.line(from, to), 1) };
    });
    this.spacePt = Math.max(face.latin.widthPt(' ', 1), face.arabic?.widthPt(' ', 1) ?? 0);
  }

  /** Fills line after line with words. `undefined` where a single word is too wide. @param room in sizes. */
  broken(room: number): { from: number; to: number }[] | undefined {
    const lines: { from: number; to: number }[] = [];
    let width = 0;
    for (const { from, to, widthPt } of this.words) {
      if (widthPt > room) return undefined;
      const line = lines.at(-1);
      if (line !== undefined && width + this.spacePt + widthPt <= room) {
        width += this.spacePt + widthPt;
        line.to = to;
      } else {
        lines.push({ from, to });
        width = widthPt;
      }
    }
    return lines;
  }

  xPt(roomPt: number, runs: ReturnType<BidiParagraph['line']>, sizePt: number): number {
    if (this.align === 'left') return 0;
    const leftPt = roomPt - this.face.widthPt(runs, sizePt);
    return this.align === 'right' ? leftPt : leftPt / 2;
  }
}

/** The room of a number in four groups of four digits. */
export interface SetNumber {
  readonly font: SheetFont;
  readonly sizePt: number;
  /** From the box's left edge and downwards from its top. */
  readonly xPt: number;
  readonly baselinePt: number;
}

export interface NumberStyle {
  readonly font: SheetFont;
  readonly sizeMinPt: number;
  readonly sizeMaxPt: number;
  readonly align?: 'left' | 'centre';
}

/**
 * The place of 16-digit numbers, which stand on the bottom of their box. All digits of our fonts are equally wide, so
 * one measure holds for every card.
 */
export function setNumber(name: string, box: Box, { font, sizeMinPt, sizeMaxPt, align }: NumberStyle): SetNumber {
  const sample = inGroups('0'.repeat(16));
  const widthPt = box.width * POINTS_PER_MM;
  const heightPt = box.height * POINTS_PER_MM;
  const sizePt = Math.min(sizeMaxPt, widthPt / font.widthPt(sample, 1), heightPt / font.capHeight);
  if (sizePt < sizeMinPt) throw new TextDoesNotFit(name, box, sample);
  const room = widthPt - font.widthPt(sample, sizePt);
  return { font, sizePt, xPt: align === 'centre' ? room / 2 : 0, baselinePt: heightPt };
}

/** `1234 5678 9012 3456`: as people read, say and type it. */
export function inGroups(digits: string): string {
  return `${digits.slice(0, 4)} ${digits.slice(4, 8)} ${digits.slice(8, 12)} ${digits.slice(12)}`;
}

function shownOf(paragraphs: readonly Paragraph[]): string {
  return paragraphs.map(({ text }) => text.replace(/[\u2066\u2069]/gu, '')).join(' ');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
