import { createRequire } from 'node:module';
import type { VisualRun } from './bidi-runs.js';
import type { Reference } from './sheet-document.js';
import { POINTS_PER_MM } from './sheet-layout.js';

interface GlyphPosition {
  readonly xAdvance: number;
  readonly advanceWidth: number;
  readonly xOffset: number;
  readonly yOffset: number;
}

/** What pdfkit keeps of a font it embeds; its types leave it out. Widths in thousandths of the size. */
interface EmbeddedFont {
  readonly xHeight: number;
  readonly capHeight: number;
  readonly font: { hasGlyphForCodePoint(codePoint: number): boolean };
  encode(text: string, features?: readonly string[]): [hexGlyphs: string[], positions: GlyphPosition[]];
  widthOfString(text: string, sizePt: number, features?: readonly string[]): number;
  ref(): Reference;
}

const require = createRequire(import.meta.url);

/** Open Font License: all of Latin, and Arabic. */
const FILES = {
  regular: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  arabic: '@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf',
  arabicBold: '@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf',
  /** Made for cockpits: slashed zero, and no two digits alike. */
  mono: '@expo-google-fonts/b612-mono/400Regular/B612Mono_400Regular.ttf',
} as const;

export type FontName = keyof typeof FILES;

/** Given any feature, pdfkit shapes a text as one piece, in the order in which it is seen: what right-to-left needs. */
const RIGHT_TO_LEFT = ['rtla'];

const RIGHT_TO_LEFT_LETTER = /\p{Script=Arabic}/u;

/** Regulation (EU) No 1169/2011 asks 1.2 mm of food labels; below this nothing is printed whatever the font. */
const X_HEIGHT_MIN_MM = 1.2;
const SIZE_MIN_PT = 6.2;
/** Arabic has no x-height: at this size its letters without stem, such as dal, are as tall. */
const ARABIC_SIZE_MIN_PT = 7;

/** One font of one document: measures text, and writes it as the glyphs of the embedded subset. */
export class SheetFont {
  private readonly glyphs = new Map<string, string>();

  private constructor(
    readonly name: FontName,
    private readonly embedded: EmbeddedFont,
  ) {}

  static embed(document: PDFKit.PDFDocument, name: FontName): SheetFont {
    document.font(require.resolve(FILES[name]));
    return new SheetFont(name, (document as unknown as { _font: EmbeddedFont })._font);
  }

  /** Of capitals, as a share of the size. */
  get capHeight(): number {
    return this.embedded.capHeight / 1000;
  }

  /** The smallest size that may be printed. */
  get legiblePt(): number {
    if (this.name.startsWith('arabic')) return ARABIC_SIZE_MIN_PT;
    return Math.max(SIZE_MIN_PT, (X_HEIGHT_MIN_MM * POINTS_PER_MM) / (this.embedded.xHeight / 1000));
  }

  reference(): Reference {
    return this.embedded.ref();
  }

  has(character: string): boolean {
    return this.embedded.font.hasGlyphForCodePoint(character.codePointAt(0)!);
  }

  widthPt(text: string, sizePt: number, rtl = false): number {
    return this.embedded.widthOfString(text, sizePt, rtl ? RIGHT_TO_LEFT : undefined);
  }

  /** Operators that show a text, kerned and with marks where they belong, from the left at the present place. */
  show(text: string, sizePt: number, rtl = false): string {
    const [glyphs, positions] = this.embedded.encode(text, rtl ? RIGHT_TO_LEFT : undefined);
    const operators: string[] = [];
    let rise = 0;
    let pieces = '';
    const flush = (): void => {
      if (pieces !== '') operators.push(`[<${pieces}>] TJ`);
      pieces = '';
    };
    for (const [i, glyph] of glyphs.entries()) {
      const { xAdvance, advanceWidth, xOffset, yOffset } = positions[i]!;
      if (yOffset !== rise) {
        flush();
        operators.push(`${numeral((yOffset * sizePt) / 1000)} Ts`);
        rise = yOffset;
      }
      pieces += moved(-xOffset) + glyph + moved(advanceWidth - xAdvance + xOffset);
    }
    flush();
    if (rise !== 0) operators.push('0 Ts');
    return operators.join(' ');
  }

  /** Character by character, as the operand of `Tj`: for numbers, a million times. */
  plain(text: string): string {
    let hex = '<';
    for (const character of text) hex += this.glyphOf(character);
    return `${hex}>`;
  }

  private glyphOf(character: string): string {
    let glyph = this.glyphs.get(character);
    if (glyph === undefined) {
      glyph = this.embedded.encode(character)[0].join('');
      this.glyphs.set(character, glyph);
    }
    return glyph;
  }
}

/** Between two glyphs of a `TJ`, by how many thousandths of the size the second goes left. */
function moved(left: number): string {
  return left === 0 ? '' : `> ${numeral(left)} <`;
}

/** A part of a run that one font can show. */
export interface FontPiece {
  readonly font: SheetFont;
  readonly text: string;
  readonly rtl: boolean;
}

/** One weight in all scripts: no font has them all, so each run takes the one that fits its direction. */
export class Typeface {
  constructor(
    readonly latin: SheetFont,
    /** Absent where no language of the template needs it. */
    readonly arabic: SheetFont | undefined,
  ) {}

  /** The first character that would come out as an empty box. */
  missingCharacter(text: string): string | undefined {
    return Array.from(text).find((character) => !this.latin.has(character) && this.arabic?.has(character) !== true);
  }

  /** From left to right. */
  pieces({ text, rtl }: VisualRun): FontPiece[] {
    const pieces: { font: SheetFont; text: string; rtl: boolean }[] = [];
    for (const character of text) {
      const font = this.fontFor(character, rtl);
      const last = pieces.at(-1);
      if (last?.font === font) last.text += character;
      else pieces.push({ font, text: character, rtl });
    }
    if (!rtl) return pieces;
    // The shaper turns round what has letters of such a script; a bare bracket or full stop is left to us.
    return pieces
      .toReversed()
      .map((piece) =>
        piece.font === this.arabic && RIGHT_TO_LEFT_LETTER.test(piece.text)
          ? piece
          : { ...piece, text: Array.from(piece.text).toReversed().join(''), rtl: false },
      );
  }

  widthPt(runs: readonly VisualRun[], sizePt: number): number {
    const pieces = runs.flatMap((run) => this.pieces(run));
    return pieces.reduce((sum, { font, text, rtl }) => sum + font.widthPt(text, sizePt, rtl), 0);
  }

  private fontFor(character: string, rtl: boolean): SheetFont {
    const [first, second] = rtl ? [this.arabic, this.latin] : [this.latin, this.arabic];
    return first?.has(character) === true ? first : second?.has(character) === true ? second : this.latin;
  }
}

/** A number as a PDF writes it: a thousandth of a point is 350 nanometres. */
export function numeral(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
