import { directionOf, type CardWords, wordsOf } from './card-words.js';
import { isolated } from './bidi-runs.js';
import { BLACK, cmyk, Drawing, type Ink, spot, WHITE } from './drawing.js';
import type { SheetFonts } from './sheet-document.js';
import type { Typeface } from './sheet-font.js';
import type { BackFace, Box, FrontFace, SheetLayout } from './sheet-layout.js';
import type { SheetSpec } from './sheet-spec.js';
import type { Language } from './template.js';
import { type Paragraph, setText, type TextStyle } from './text-setting.js';
import { productDigits } from './till-code.js';

const NIGHT = cmyk(1, 0.62, 0.1, 0.4);
const GREY = cmyk(0, 0, 0, 0.6);
const AMBER = cmyk(0, 0.1, 0.4, 0);

const LENGTHS = ['full', 'short'] as const;

/** Texts stand this far from the numbers of their steps. */
const STEP_INDENT_PT = 9;

/** Draws what all cards of a batch share: everything but their numbers and codes. */
export class CardArt {
  private readonly layout: SheetLayout;
  private readonly words: readonly (readonly [Language, CardWords])[];

  constructor(
    private readonly spec: SheetSpec,
    private readonly fonts: SheetFonts,
  ) {
    this.layout = spec.template.layout;
    this.words = spec.template.languages.map((language) => [language, wordsOf(language, spec)]);
  }

  /** The till's face: all but code and serial. */
  front(face: FrontFace): string {
    const { card } = this.layout;
    const { spec } = this;
    const drawing = new Drawing(card.height);
    drawing.fillBox(this.bledOff(face.band), NIGHT);
    this.put(drawing, 'productName', [this.plain(spec.productName)], face.productName, { sizeMaxPt: 15.5 }, WHITE);
    const price = [{ ...this.plain(isolated(spec.price)), align: 'right' as const }];
    this.put(drawing, 'price', price, face.price, { sizeMaxPt: 15.5 }, WHITE);
    this.putWords(drawing, 'promise', face.promise, { sizeMaxPt: 8.5 }, [(words) => [words.promise]], { ink: WHITE });
    this.putJoined(drawing, 'scanHere', face.scanHere, [(words) => words.scanHere], true);
    this.putNotice(drawing, face.notice);
    this.putTerms(drawing, face.terms);
    if (face.gtin !== undefined) {
      const gtin = [{ ...this.plain(productDigits(spec.gtin), false), align: 'centre' as const }];
      this.put(drawing, 'gtin', gtin, face.gtin, { sizeMaxPt: 7 }, BLACK);
    }
    this.header(drawing, 'front');
    return drawing.toString();
  }

  /** The customer's face: all but PIN, serial and QR code. */
  back(face: BackFace): string {
    const drawing = new Drawing(this.layout.card.height);
    if (this.spec.template.spotColours) drawing.add('q /Overprint gs').fillBox(face.panel, spot('SCRATCH')).add('Q');
    else drawing.dashedBox(face.panel, GREY, 0.5);
    const serialLabel = [(words: CardWords) => words.serialLabel.full, (words: CardWords) => words.serialLabel.short];
    this.putJoined(drawing, 'serialLabel', face.serialLabel, serialLabel, false);
    const qrLabel = [(words: CardWords) => [words.qrLabel]];
    this.putWords(drawing, 'qrLabel', face.qrLabel, { sizeMaxPt: 7 }, qrLabel, { bold: true, align: 'centre' });
    this.putSteps(drawing, face.steps);
    drawing.fillBox(face.warning, AMBER);
    this.putWarning(drawing, face.warningText);
    this.putSmallPrint(drawing, face.smallPrint);
    this.header(drawing, 'back');
    return drawing.toString();
  }

  private putNotice(drawing: Drawing, box: Box): void {
    const variants = LENGTHS.map((length) =>
      this.words.flatMap(([language, words]) => [
        this.paragraph(language, words.notice[length], true),
        ...words.advice[length].map((text) => this.paragraph(language, text)),
      ]),
    );
    const together = this.words.map(([language, { notice, advice }]) =>
      this.paragraph(language, [notice.short, ...advice.short].join(' '), true),
    );
    drawing.text(setText(this.named('notice'), [...variants, together], box, { sizeMaxPt: 8.5 }), box, BLACK);
  }

  /** The issuer has one name, which stands where its letters are at home. */
  private putTerms(drawing: Drawing, box: Box): void {
    const ltr = this.words.find(([language]) => directionOf(language) === 'ltr')?.[0];
    const paragraphs = this.words.map(([language, words]) =>
      this.paragraph(language, language === ltr ? `${words.terms} ${words.issuedBy}` : words.terms),
    );
    if (ltr === undefined) paragraphs.push(...this.words.map(([of, words]) => this.paragraph(of, words.issuedBy)));
    this.put(drawing, this.named('terms'), paragraphs, box, { sizeMaxPt: 7, middle: true }, BLACK);
  }

  /** A list while there is room, otherwise one paragraph with numbers in it. */
  private putSteps(drawing: Drawing, box: Box): void {
    const list = (pick: (words: CardWords) => readonly string[]): Paragraph[] =>
      this.words.flatMap(([language, words]) =>
        pick(words).map((text, i) => ({ ...this.paragraph(language, text), label: String(i + 1) })),
      );
    const runIn = this.words.map(([language, words]) =>
      this.paragraph(language, words.steps.short.map((text, i) => `${isolated(String(i + 1))}\u00a0${text}`).join(' ')),
    );
    const variants = [list(({ steps }) => steps.full), list(({ steps }) => steps.short), runIn];
    const set = setText(this.named('steps'), variants, box, { sizeMaxPt: 7.5, indentPt: STEP_INDENT_PT });
    drawing.text(set, box, BLACK, NIGHT);
  }

  /** While there is room, also what to do with a PIN that can't be read. */
  private putWarning(drawing: Drawing, box: Box): void {
    const [full, short] = LENGTHS.map((length) =>
      this.words.map(([language, words]) => [
        this.paragraph(language, words.warningTitle[length], true),
        ...words.warning[length].map((text) => this.paragraph(language, text)),
      ]),
    ) as [Paragraph[][], Paragraph[][]];
    const unreadable = this.words.map(([language, words]) => this.paragraph(language, words.unreadable));
    const variants = [[...full.flat(), ...unreadable], full.flat(), short.flat()];
    const style = { sizeMaxPt: 7.5, middle: true };
    drawing.text(setText(this.named('warning'), variants, box, style), box, BLACK);
  }

  /** Where to go and whom to call, in figures that need no translation. */
  private putSmallPrint(drawing: Drawing, box: Box): void {
    const { redeemUrl, helpPhone, helpHours } = this.spec;
    const contact = [redeemUrl, helpPhone, helpHours].map(isolated).join(' \u00b7 ');
    const align = directionOf(this.words[0]![0]) === 'rtl' ? ('right' as const) : ('left' as const);
    this.put(drawing, 'smallPrint', [{ ...this.plain(contact), align }], box, { sizeMaxPt: 7 }, BLACK);
  }

  private header(drawing: Drawing, face: 'front' | 'back'): void {
    const { header } = this.layout;
    if (header === undefined) return;
    const lowered = (box: Box): Box => ({ ...box, y: box.y - header.height });
    const [title, text] = [lowered(header.title), lowered(header.text)];
    if (face === 'front') {
      const name = [{ ...this.plain(this.spec.productName), align: 'centre' as const }];
      this.put(drawing, 'header title', name, title, { sizeMaxPt: 18 }, NIGHT);
      this.putWords(drawing, 'header text', text, { sizeMaxPt: 9 }, [(words) => [words.promise]], { align: 'centre' });
      return;
    }
    const { redeemUrl, helpPhone } = this.spec;
    const contact = { ...this.plain(`${isolated(redeemUrl)} \u00b7 ${isolated(helpPhone)}`), align: 'centre' as const };
    this.put(drawing, 'header title', [contact], title, { sizeMaxPt: 11 }, NIGHT);
    const notice = LENGTHS.map((length) => (words: CardWords) => [words.notice[length]]);
    this.putWords(drawing, 'header text', text, { sizeMaxPt: 9 }, notice, { align: 'centre' });
  }

  /** One text a language, each on lines of its own. */
  private putWords(
    drawing: Drawing,
    part: string,
    box: Box,
    style: TextStyle,
    variants: readonly ((words: CardWords) => readonly string[])[],
    { ink = BLACK, bold = false, align }: { ink?: Ink; bold?: boolean; align?: Paragraph['align'] } = {},
  ): void {
    const paragraphs = variants.map((pick) =>
      this.words.flatMap(([language, words]) =>
        pick(words).map((text) => ({ ...this.paragraph(language, text, bold), ...(align && { align }) })),
      ),
    );
    drawing.text(setText(this.named(part), paragraphs, box, style), box, ink);
  }

  /** Short texts of all languages in a row. */
  private putJoined(
    drawing: Drawing,
    part: string,
    box: Box,
    variants: readonly ((words: CardWords) => string)[],
    bold: boolean,
  ): void {
    const [language] = this.words[0]!;
    const paragraphs = variants.map((pick) => [
      this.paragraph(language, this.words.map(([, words]) => pick(words)).join(' \u00b7 '), bold),
    ]);
    drawing.text(setText(this.named(part), paragraphs, box, { sizeMaxPt: 7 }), box, BLACK);
  }

  private put(
    drawing: Drawing,
    part: string,
    paragraphs: readonly Paragraph[],
    box: Box,
    style: TextStyle,
    ink: Ink,
  ): void {
    drawing.text(setText(part, [paragraphs], box, style), box, ink);
  }

  private paragraph(language: Language, text: string, bold = false): Paragraph {
    return { text, direction: directionOf(language), face: this.face(bold) };
  }

  /** A text that is the same in all languages. */
  private plain(text: string, bold = true): Paragraph {
    return { text, direction: 'ltr', face: this.face(bold) };
  }

  private face(bold: boolean): Typeface {
    return bold ? this.fonts.bold : this.fonts.regular;
  }

  private named(part: string): string {
    return `${part} (${this.words.map(([language]) => language).join(', ')})`;
  }

  /** A box at the card's top that runs over its edges there; under a header it stops at the perforation. */
  private bledOff({ x, y, width, height }: Box): Box {
    const { bleed, header } = this.layout;
    const up = header === undefined ? bleed : 0;
    return { x: x - bleed, y: y - up, width: width + 2 * bleed, height: height + up };
  }
}
