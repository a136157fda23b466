import { createRequire } from 'node:module';
import type { Reference } from './sheet-document.js';

/** What pdfkit keeps of a font it embeds; its types leave it out. Widths in thousandths of the size. */
interface EmbeddedFont {
  readonly xHeight: number;
  readonly capHeight: number;
  readonly font: { hasGlyphForCodePoint(codePoint: number): boolean };
  encode(
    text: string,
  ): [hexGlyphs: string[], positions: { readonly xAdvance: number; readonly advanceWidth: number }[]];
  widthOfString(text: string, sizePt: number): number;
  ref(): Reference;
}

const require = createRequire(import.meta.url);

/** Open Font License, all of Latin. */
const FILES = {
  regular: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  /** Made for cockpits: slashed zero, and no two digits alike. */
  mono: '@expo-google-fonts/b612-mono/400Regular/B612Mono_400Regular.ttf',
} as const;

export type FontName = keyof typeof FILES;

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

  /** Heights as a share of the size. */
  get xHeight(): number {
    return this.embedded.xHeight / 1000;
  }

  get capHeight(): number {
    return this.embedded.capHeight / 1000;
  }

  reference(): Reference {
    return this.embedded.ref();
  }

  /** The first character that would come out as an empty box. */
  missingCharacter(text: string): string | undefined {
    return Array.from(text).find((character) => !this.embedded.font.hasGlyphForCodePoint(character.codePointAt(0)!));
  }

  widthPt(text: string, sizePt: number): number {
    return this.embedded.widthOfString(text, sizePt);
  }

  /** Kerned, as the operand of `TJ`. */
  kerned(text: string): string {
    const [glyphs, positions] = this.embedded.encode(text);
    const pieces = glyphs.map((glyph, i) => {
      const { xAdvance, advanceWidth } = positions[i]!;
      return xAdvance === advanceWidth ? glyph : `${glyph}> ${numeral(advanceWidth - xAdvance)} <`;
    });
    return `[<${pieces.join('')}>]`;
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

/** A number as a PDF writes it: a thousandth of a point is 350 nanometres. */
export function numeral(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
