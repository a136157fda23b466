import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader';
import type { GreyImage } from './pdf-raster.js';

const require = createRequire(import.meta.url);

// Otherwise it would fetch the binary from the network.
const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });

/** A code that was found in a picture, in order from the top left. */
export interface FoundCode {
  /** `]e0`, `]C1`, `]Q1` …: what a scanner sends ahead of the text to tell the kinds apart. */
  readonly kind: string;
  readonly text: string;
}

/** Every till and redeem code in a picture. */
export async function readCodes(image: GreyImage): Promise<FoundCode[]> {
  const options: ReaderOptions = {
    formats: ['DataBarExp', 'DataBarExpStk', 'Code128', 'QRCode'],
    tryHarder: true,
    textMode: 'Plain',
    maxNumberOfSymbols: 255,
  };
  const found = await readBarcodes(rgba(image), options);
  return found.map(({ symbologyIdentifier, text }) => ({ kind: symbologyIdentifier, text }));
}

function rgba({ width, height, data }: GreyImage): ImageData {
  const pixels = new Uint8ClampedArray(width * height * 4);
  const words = new Uint32Array(pixels.buffer);
  for (let i = 0; i < data.length; i++) words[i] = 0xff000000 | (data[i]! * 0x010101);
  return { width, height, data: pixels, colorSpace: 'srgb' } as ImageData;
}
