import { createRequire } from 'node:module';
import { formatMoney } from '#lib/kernel';
import PDFDocument from 'pdfkit';
import type { Slip } from './slip.types.js';

const MM = 72 / 25.4;
/** A receipt printer's roll; what it can print on is narrower. */
const WIDTH = 80 * MM;
const MARGIN = 4 * MM;
const INNER = WIDTH - 2 * MARGIN;
const GAP = 2 * MM;
/** Longer than any slip: the page is cut to what was written. */
const LENGTH_MAX = 600 * MM;

const require = createRequire(import.meta.url);
const FONTS = {
  regular: require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'),
  mono: require.resolve('@expo-google-fonts/b612-mono/400Regular/B612Mono_400Regular.ttf'),
};

/** The slip on an 80 mm roll: black on white, one column, as long as it must be. */
export async function slipPdf(slip: Slip): Promise<Buffer> {
  const document = new PDFDocument({
    size: [WIDTH, LENGTH_MAX],
    margins: { top: 0, bottom: 0, left: MARGIN, right: MARGIN },
    info: { Title: `Slip ${slip.authorization}`, CreationDate: new Date(slip.at), ModDate: new Date(slip.at) },
  });
  for (const [name, file] of Object.entries(FONTS)) document.registerFont(name, file);
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => document.once('end', () => resolve()));
  const paper = new Paper(document);
  write(paper, slip);
  cut(document, Math.ceil(paper.y + MARGIN));
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

/** A page is measured from its foot: what is shown of it is its upper end. Drawing it a second time would cost as much again. */
function cut(document: PDFKit.PDFDocument, length: number): void {
  const { dictionary } = document.page as unknown as { dictionary: { data: { MediaBox: readonly number[] } } };
  dictionary.data.MediaBox = [0, LENGTH_MAX - length, WIDTH, LENGTH_MAX];
}

function write(paper: Paper, slip: Slip): void {
  paper.centre(slip.retailer, 12, 'bold');
  paper.centre(slip.store.name, 9);
  if (slip.store.address !== '') paper.centre(slip.store.address, 9);
  paper.space();
  if (slip.duplicate && slip.kind === 'sale') paper.banner(`DUPLICATE · copy ${slip.copy}`);
  if (slip.kind === 'void') paper.banner('VOID · money returned');
  if (slip.kind === 'reversed') paper.banner('CANCELLED · not sold');
  for (const [name, value] of factsOf(slip)) paper.row(name, value);
  paper.rule();
  paper.row(slip.product, formatMoney(BigInt(slip.priceMinor), slip.currency), 'bold');
  paper.row('Time on the card', slip.months === 1 ? '1 month' : `${slip.months} months`);
  for (const { name, amountMinor } of slip.taxes) paper.row(name, formatMoney(BigInt(amountMinor), slip.currency));
  paper.row('Total', formatMoney(BigInt(slip.totalMinor), slip.currency), 'bold', 12);
  if (slip.tenderedMinor !== null && slip.changeMinor !== null) {
    paper.row('Cash', formatMoney(BigInt(slip.tenderedMinor), slip.currency));
    paper.row('Change', formatMoney(BigInt(slip.changeMinor), slip.currency));
  }
  paper.rule();
  paper.row('Card', slip.serial, 'mono');
  paper.row('Authorization', slip.authorization, 'mono');
  if (slip.ended !== null) paper.row(slip.kind === 'void' ? 'Voided' : 'Cancelled', timeOf(slip.ended.at));
  if (slip.ended?.reason != null) paper.row('Reason', slip.ended.reason);
  if (slip.steps.length > 0) {
    paper.rule();
    slip.steps.forEach((step, i) => paper.text(`${i + 1}. ${step}`, 9));
    paper.centre(slip.redeemUrl.replace(/^https?:\/\//, ''), 10, 'bold');
  }
  if (slip.helpPhone !== '') paper.centre(`Help: ${slip.helpPhone}`, 9, 'bold');
  if (slip.notices.length > 0) paper.rule();
  for (const notice of slip.notices) paper.text(notice, 8);
}

function factsOf(slip: Slip): [string, string][] {
  const facts: [string, string | null][] = [
    ['Date', timeOf(slip.at)],
    ['Receipt', slip.receipt],
    ['Till', slip.terminal],
    ['Clerk', slip.clerk],
    ['Shift', slip.shift],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

/** `2026-11-24 18:04 -05:00`: the store's own clock. */
function timeOf(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} ${iso.slice(19)}`;
}

type Face = keyof typeof FONTS;

/** One column of text, from the top down. */
class Paper {
  y = MARGIN;

  constructor(private readonly document: PDFKit.PDFDocument) {}

  space(): void {
    this.y += GAP;
  }

  rule(): void {
    this.y += GAP / 2;
    this.document
      .moveTo(MARGIN, this.y)
      .lineTo(WIDTH - MARGIN, this.y)
      .lineWidth(0.5)
      .dash(2, { space: 2 })
      .stroke();
    this.document.undash();
    this.y += GAP;
  }

  banner(text: string): void {
    const height = 8 * MM;
    this.document.rect(MARGIN, this.y, INNER, height).fill('black').fillColor('white').font('bold').fontSize(12);
    this.document.text(text, MARGIN, this.y + height / 2 - 8, { width: INNER, align: 'center', lineBreak: false });
    this.document.fillColor('black');
    this.y += height + GAP;
  }

  centre(text: string, size: number, face: Face = 'regular'): void {
    this.write(text, size, face, 'center');
  }

  text(text: string, size: number): void {
    this.write(text, size, 'regular', 'left');
    this.y += GAP / 3;
  }

  /** Name on the left, value on the right; a long pair takes two lines. */
  row(name: string, value: string, face: Face = 'regular', size = 9): void {
    const { document } = this;
    const left = face === 'mono' ? 'regular' : face;
    const nameWidth = document.font(left).fontSize(size).widthOfString(name);
    const valueWidth = document.font(face).fontSize(size).widthOfString(value);
    if (nameWidth + GAP + valueWidth <= INNER) {
      const height = document.font(left).fontSize(size).currentLineHeight(true);
      document.text(name, MARGIN, this.y, { lineBreak: false });
      // The digits' font sits higher on its line: both end on one.
      const lift = document.font(face).currentLineHeight(true) - height;
      document.text(value, WIDTH - MARGIN - valueWidth, this.y - lift / 2, { lineBreak: false });
      this.y += height;
      return;
    }
    this.write(name, size, left, 'left');
    this.write(value, size, face, 'right');
  }

  private write(text: string, size: number, face: Face, align: 'left' | 'center' | 'right'): void {
    const { document } = this;
    document.font(face).fontSize(size);
    const height = document.heightOfString(text, { width: INNER, align });
    document.text(text, MARGIN, this.y, { width: INNER, align });
    this.y += height;
  }
}
