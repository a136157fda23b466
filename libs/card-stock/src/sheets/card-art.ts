import type { CardWords } from './card-words.js';
import { BLACK, cmyk, Drawing, type Ink, WHITE } from './drawing.js';
import type { SheetFonts } from './sheet-document.js';
import type { BackFace, Box, FrontFace } from './sheet-layout.js';
import type { SheetSpec } from './sheet-spec.js';
import { setText, type TextStyle } from './text-setting.js';

const NIGHT = cmyk(1, 0.62, 0.1, 0.4);
const GREY = cmyk(0, 0, 0, 0.6);
const AMBER = cmyk(0, 0.1, 0.4, 0);

/** Texts stand this far from the numbers of their steps. */
const STEP_INDENT = 3.4;

/** What all cards share on the till's face: all but code and serial. */
export function drawFront(face: FrontFace, words: CardWords, spec: SheetSpec, fonts: SheetFonts): string {
  const { card, bleed } = spec.layout;
  const drawing = new Drawing(card.height);
  const put = putter(drawing);
  const { regular, bold } = fonts;

  drawing.fillBox(bledOff(face.band, bleed), NIGHT);
  put('productName', spec.productName, face.productName, { font: bold, sizeMaxPt: 15.5 }, WHITE);
  put('promise', words.promise, face.promise, { font: regular, sizeMaxPt: 8.5 }, WHITE);
  put('price', spec.price, face.price, { font: bold, sizeMaxPt: 15.5, align: 'right' }, WHITE);
  put('scanHere', words.scanHere, face.scanHere, { font: bold, sizeMaxPt: 7 }, BLACK);
  put('notice', words.notice, face.notice, { font: bold, sizeMaxPt: 9 }, BLACK);
  put('advice', words.advice, face.advice, { font: regular, sizeMaxPt: 7.5 }, BLACK);
  put('terms', words.terms, face.terms, { font: regular, sizeMaxPt: 7 }, BLACK);
  return drawing.toString();
}

/** What all cards share on the customer's face: all but PIN, serial and QR code. */
export function drawBack(face: BackFace, words: CardWords, spec: SheetSpec, fonts: SheetFonts): string {
  const drawing = new Drawing(spec.layout.card.height);
  const put = putter(drawing);
  const { regular, bold } = fonts;

  drawing.dashedBox(face.panel, GREY, 0.5);
  put('serialLabel', words.serialLabel, face.serialLabel, { font: regular, sizeMaxPt: 6.5 }, BLACK);
  put('qrLabel', words.qrLabel, face.qrLabel, { font: bold, sizeMaxPt: 7, align: 'centre' }, BLACK);
  drawSteps(drawing, words.steps, face.steps, fonts);
  drawing.fillBox(face.warning, AMBER);
  put('warningTitle', words.warningTitle, face.warningTitle, { font: bold, sizeMaxPt: 8 }, BLACK);
  put('warning', words.warning, face.warningText, { font: regular, sizeMaxPt: 7 }, BLACK);
  put('smallPrint', words.smallPrint, face.smallPrint, { font: regular, sizeMaxPt: 7 }, BLACK);
  return drawing.toString();
}

type Put = (name: string, text: string | readonly string[], box: Box, style: TextStyle, ink: Ink) => void;

function putter(drawing: Drawing): Put {
  return (name, text, box, style, ink) => drawing.text(setText(name, [text].flat(), box, style), box, ink);
}

function drawSteps(drawing: Drawing, steps: readonly string[], box: Box, { regular, bold }: SheetFonts): void {
  const texts = { ...box, x: box.x + STEP_INDENT, width: box.width - STEP_INDENT };
  const set = setText('steps', steps, texts, { font: regular, sizeMaxPt: 7.5 });
  const numbers = set.lines
    .filter(({ begins }) => begins !== undefined)
    .map((line) => ({ ...line, xPt: 0, text: String(line.begins! + 1) }));
  drawing.text({ ...set, font: bold, lines: numbers }, box, NIGHT);
  drawing.text(set, texts, BLACK);
}

/** A box at the card's top that runs over its three edges there. */
function bledOff({ x, y, width, height }: Box, bleed: number): Box {
  return { x: x - bleed, y: y - bleed, width: width + 2 * bleed, height: height + bleed };
}
