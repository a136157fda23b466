import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

/** Reads the codes in a picture. */
export type CodeReader = (frame: HTMLVideoElement) => Promise<string[]>;

interface Detector {
  detect(frame: HTMLVideoElement): Promise<{ readonly rawValue: string }[]>;
}
interface DetectorKind {
  new (options: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** The browser's own where it has one (Android, macOS): it reads a card's QR code. Else ours, of our own files. */
export async function openReader(): Promise<CodeReader> {
  const kind = (globalThis as { readonly BarcodeDetector?: DetectorKind }).BarcodeDetector;
  const formats = (await kind?.getSupportedFormats().catch(() => [])) ?? [];
  if (kind !== undefined && formats.includes('qr_code')) {
    const detector = new kind({ formats: ['qr_code'] });
    return async (frame) => (await detector.detect(frame)).map(({ rawValue }) => rawValue);
  }
  // Left alone it would fetch its file from somebody else's server.
  await prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true })!;
  return async (frame) => {
    canvas.width = frame.videoWidth;
    canvas.height = frame.videoHeight;
    if (canvas.width === 0) return [];
    pen.drawImage(frame, 0, 0);
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(picture, {
      formats: ['QRCode', 'DataBarExpanded', 'Code128'],
      maxNumberOfSymbols: 4,
    });
    return found.filter(({ isValid }) => isValid).map(({ text }) => text);
  };
}
