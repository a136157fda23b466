import { type Dict, Keyword, Name, type PdfReader, parse, type Value } from './pdf-reader.js';

/** Grey pixels, row after row; 255 is white. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Part of a page, in points from its top left corner. */
export interface PageWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

// Looked up once: under Jest a global costs more than the pixel.
const { ceil, floor, max, min, round } = Math;

type Matrix = readonly [number, number, number, number, number, number];
interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
interface State {
  matrix: Matrix;
  grey: number;
  clip: Rectangle;
}

/**
 * Draws the filled rectangles of a page as a printer would: the codes and the coloured areas. Text and lines are left
 * out. Every pixel gets the share of ink that the rectangles of a path together cover of it.
 */
export function rasterise(pdf: PdfReader, page: number, dpi: number, window?: PageWindow): GreyImage {
  const { mediaBox, resources, content } = pdf.pages[page]!;
  const [, , pageWidth, pageHeight] = mediaBox as [number, number, number, number];
  const { x, y, width, height } = window ?? { x: 0, y: 0, width: pageWidth, height: pageHeight };
  const scale = dpi / 72;
  const raster = new Raster(ceil(width * scale), ceil(height * scale));
  const clip = { left: 0, top: 0, right: raster.width, bottom: raster.height };
  const matrix: Matrix = [scale, 0, 0, -scale, -x * scale, (pageHeight - y) * scale];
  draw(pdf, content, resources, { matrix, grey: 0, clip }, raster);
  return raster;
}

class Raster implements GreyImage {
  readonly data: Uint8Array;
  private readonly covered: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8Array(width * height).fill(255);
    this.covered = new Float32Array(width * height);
  }

  fill(path: readonly Rectangle[], grey: number, clip: Rectangle): void {
    const parts = path
      .map((part) => intersection(part, clip))
      .filter((part) => part.left < part.right && part.top < part.bottom);
    for (const part of parts) this.cover(part);
    for (const part of parts) this.ink(part, grey);
  }

  private cover({ left, top, right, bottom }: Rectangle): void {
    const { covered, width } = this;
    for (let y = floor(top); y < bottom; y++) {
      const rows = min(bottom, y + 1) - max(top, y);
      for (let x = floor(left); x < right; x++) covered[y * width + x]! += rows * (min(right, x + 1) - max(left, x));
    }
  }

  /** Turns what is covered into grey, and leaves nothing covered. */
  private ink({ left, top, right, bottom }: Rectangle, grey: number): void {
    const { covered, data, width } = this;
    for (let y = floor(top); y < bottom; y++) {
      for (let x = floor(left), pixel = y * width + x; x < right; x++, pixel++) {
        const share = min(covered[pixel]!, 1);
        covered[pixel] = 0;
        data[pixel] = round(data[pixel]! * (1 - share) + grey * share);
      }
    }
  }
}

function draw(pdf: PdfReader, content: string, resources: Dict, initial: State, raster: Raster): void {
  const saved: State[] = [];
  let state = { ...initial };
  let path: Rectangle[] = [];
  let clipNext = false;
  let spot = '';
  let operands: Value[] = [];
  const endPath = (): void => {
    if (clipNext) state.clip = path.reduce(intersection, state.clip);
    clipNext = false;
    path = [];
  };

  for (const { value } of parse(content)) {
    if (!(value instanceof Keyword)) {
      operands.push(value);
      continue;
    }
    const numbers = operands as number[];
    switch (value.value) {
      case 'q':
        saved.push({ ...state });
        break;
      case 'Q':
        state = saved.pop()!;
        break;
      case 'cm':
        state.matrix = multiply(numbers as unknown as Matrix, state.matrix);
        break;
      case 'g':
        state.grey = numbers[0]! * 255;
        break;
      case 'k':
        state.grey = greyOf(numbers);
        break;
      case 'scn':
        // Of a plate of its own, a proof shows the colour that stands for it.
        state.grey = greyOf(alternateOf(pdf, resources, spot));
        break;
      case 'cs':
        spot = (operands[0] as Name).value;
        break;
      case 're':
        path.push(transformed(numbers, state.matrix));
        break;
      case 'W':
        clipNext = true;
        break;
      case 'f':
        raster.fill(path, state.grey, state.clip);
        endPath();
        break;
      case 'n':
      case 'S':
        endPath();
        break;
      case 'Do':
        drawForm(pdf, (operands[0] as Name).value, resources, state, raster);
        break;
    }
    operands = [];
  }
}

function drawForm(pdf: PdfReader, name: string, resources: Dict, state: State, raster: Raster): void {
  const { dict, content } = pdf.stream(pdf.dict(resources.get('XObject')).get(name));
  const [left, bottom, right, top] = dict.get('BBox') as [number, number, number, number];
  const bounds = transformed([left, bottom, right - left, top - bottom], state.matrix);
  const clip = intersection(state.clip, bounds);
  draw(pdf, content, pdf.dict(dict.get('Resources')), { ...state, clip }, raster);
}

function alternateOf(pdf: PdfReader, resources: Dict, name: string): number[] {
  const [, , , tint] = pdf.dict(resources.get('ColorSpace')).get(name) as Value[];
  return pdf.dict(tint).get('C1') as number[];
}

/** `a` first, then `b`. */
function multiply(a: Matrix, b: Matrix): Matrix {
  return [
    a[0] * b[0] + a[1] * b[2],
    a[0] * b[1] + a[1] * b[3],
    a[2] * b[0] + a[3] * b[2],
    a[2] * b[1] + a[3] * b[3],
    a[4] * b[0] + a[5] * b[2] + b[4],
    a[4] * b[1] + a[5] * b[3] + b[5],
  ];
}

/** Our sheets turn nothing but by half: a rectangle stays upright. */
function transformed([x, y, width, height]: readonly number[], [a, , , d, e, f]: Matrix): Rectangle {
  const [x1, x2] = [a * x! + e, a * (x! + width!) + e];
  const [y1, y2] = [d * y! + f, d * (y! + height!) + f];
  // A millionth of a pixel is rounding, not ink.
  const exact = (value: number): number => round(value * 1e3) / 1e3;
  return {
    left: exact(min(x1, x2)),
    right: exact(max(x1, x2)),
    top: exact(min(y1, y2)),
    bottom: exact(max(y1, y2)),
  };
}

function intersection(a: Rectangle, b: Rectangle): Rectangle {
  return {
    left: max(a.left, b.left),
    top: max(a.top, b.top),
    right: min(a.right, b.right),
    bottom: min(a.bottom, b.bottom),
  };
}

function greyOf([cyan, magenta, yellow, black]: readonly number[]): number {
  const light = (ink: number): number => (1 - ink) * (1 - black!);
  return 255 * (0.299 * light(cyan!) + 0.587 * light(magenta!) + 0.114 * light(yellow!));
}
