import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader';
import type { GreyImage } from './pdf-raster.js';

const require = createRequire(import.meta.url);

// Otherwise it would fetch the binary from the network.
const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });

/** A code that was found in a picture. */
export interface FoundCode {
  /** `]e0`, `]C1`, `]Q1` …: what a scanner sends ahead of the text to tell the kinds apart. */
  readonly kind: string;
  readonly text: string;
}

/** The till and redeem codes in a picture, each once. Nothing stands on its head, and paper is light. */
export async function readCodes(image: GreyImage): Promise<FoundCode[]> {
  const options: ReaderOptions = {
    formats: ['DataBarExp', 'DataBarExpStk', 'Code128', 'UPCA', 'EAN13', 'QRCode'],
    tryHarder: true,
    tryRotate: false,
    tryInvert: false,
    textMode: 'Plain',
    maxNumberOfSymbols: 255,
  };
  const found = await readBarcodes(rgba(image), options);
  const codes = new Map(found.map(({ symbologyIdentifier: kind, text }) => [kind + text, { kind, text }]));
  return [...codes.values()];
}

function rgba({ width, height, data }: GreyImage): ImageData {
  const pixels = new Uint8ClampedArray(width * height * 4);
  const words = new Uint32Array(pixels.buffer);
  for (let i = 0; i < data.length; i++) words[i] = 0xff000000 | (data[i]! * 0x010101);
  return { width, height, data: pixels, colorSpace: 'srgb' } as ImageData;
}
