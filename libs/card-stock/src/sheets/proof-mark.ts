import { cmyk, type Drawing } from './drawing.js';
import { numeral, type SheetFont } from './sheet-font.js';
import { POINTS_PER_MM, type Size } from './sheet-layout.js';

const WORD = 'PROOF';
const MAGENTA = cmyk(0, 1, 0, 0);
/** Of the card's width. */
const WIDTH_SHARE = 0.86;
const SLOPE_DEGREES = 28;

/** The word across a card's face, in a tint that hides neither text nor code. */
export function drawProofMark(drawing: Drawing, { width, height }: Size, font: SheetFont): void {
  const [widthPt, heightPt] = [width * POINTS_PER_MM, height * POINTS_PER_MM];
  const sizePt = (widthPt * WIDTH_SHARE) / font.widthPt(WORD, 1);
  const angle = (SLOPE_DEGREES * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // From the card's middle, half the word back along its line and half a capital down.
  const [back, down] = [(widthPt * WIDTH_SHARE) / 2, (font.capHeight * sizePt) / 2];
  const x = widthPt / 2 - back * cos + down * sin;
  const y = heightPt / 2 - back * sin - down * cos;
  const matrix = [cos, sin, -sin, cos, x, y].map(numeral).join(' ');
  drawing.add(`q /Proof gs BT ${MAGENTA.fill} /${font.name} ${numeral(sizePt)} Tf`);
  drawing.add(`${matrix} Tm ${font.show(WORD, sizePt)} ET Q`);
}
