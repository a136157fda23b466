import { writeFileSync } from 'node:fs';
import { encode } from 'uqr';

const WIDTH = 640;
const HEIGHT = 480;
const MODULE_PX = 12;
const WHITE = 235;
const BLACK = 16;
const NO_COLOUR = 128;

/** What a camera sees that looks at a card's QR code, as the file that Chromium takes for its camera (YUV4MPEG2). */
export function filmCard(path: string, code: string): void {
  const { data, size } = encode(code, { border: 4 });
  const luma = Buffer.alloc(WIDTH * HEIGHT, WHITE);
  const [left, top] = [Math.floor((WIDTH - size * MODULE_PX) / 2), Math.floor((HEIGHT - size * MODULE_PX) / 2)];
  for (let y = 0; y < size * MODULE_PX; y++) {
    for (let x = 0; x < size * MODULE_PX; x++) {
      const dark = data[Math.floor(y / MODULE_PX)]![Math.floor(x / MODULE_PX)]!;
      luma[(top + y) * WIDTH + left + x] = dark ? BLACK : WHITE;
    }
  }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, NO_COLOUR)]);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420mpeg2\n`);
  writeFileSync(path, Buffer.concat([head, ...Array.from({ length: 10 }, () => frame)]));
}
