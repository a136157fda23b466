import type { GreyImage } from './pdf-raster.js';

/** How a picture was taken. */
export interface PhotoConditions {
  /** Pixels of the photo; the picture fills most of it. */
  readonly width: number;
  readonly height: number;
  readonly turnedDegrees: number;
  /** How much smaller the far edge is than the near one, as a share. */
  readonly tilt: number;
  /** Whole photo pixels over which an edge is smeared to either side. */
  readonly blurRadius: number;
  /** Grey of the darkest ink and of the paper under this light. */
  readonly darkest: number;
  readonly lightest: number;
  /** Share by which the light falls off from one side to the other. */
  readonly shade: number;
  /** Largest deviation of a pixel, as the sensor's noise. */
  readonly noise: number;
}

/** What a phone sees of a printed card: turned, seen at an angle, out of focus, in poor light. The same every time. */
export function photograph(picture: GreyImage, conditions: PhotoConditions): GreyImage {
  const { width, height, blurRadius, darkest, lightest, shade, noise } = conditions;
  const seen = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) seen[y * width + x] = seenAt(picture, x, y, conditions);
  }
  const random = noiseSource();
  const data = blurred(blurred(seen, 1, blurRadius), width, blurRadius).map((grey, i) => {
    const lit = darkest + (grey / 255) * (lightest - darkest);
    return clamp(lit * (1 - (shade * (i % width)) / width) + noise * (random() * 2 - 1));
  });
  return { width, height, data };
}

/** The mean of each pixel and those before and after it, `step` apart: a row's neighbours, or a column's. */
function blurred(pixels: Uint8Array, step: number, radius: number): Uint8Array {
  return pixels.map((own, i) => {
    let sum = own;
    for (let distance = step; distance <= radius * step; distance += step) {
      sum += (pixels[i - distance] ?? own) + (pixels[i + distance] ?? own);
    }
    return sum / (2 * radius + 1);
  });
}

/** Where a ray through a photo pixel meets the picture, and what is there; beside it lies a grey table. */
function seenAt(
  picture: GreyImage,
  x: number,
  y: number,
  { width, height, turnedDegrees, tilt }: PhotoConditions,
): number {
  const angle = (turnedDegrees * Math.PI) / 180;
  const [fromMiddleX, fromMiddleY] = [x - width / 2, y - height / 2];
  const turnedX = Math.cos(angle) * fromMiddleX + Math.sin(angle) * fromMiddleY;
  const turnedY = -Math.sin(angle) * fromMiddleX + Math.cos(angle) * fromMiddleY;
  const distance = 1 + (tilt * turnedY) / height;
  const zoom = (1.15 * picture.width) / width;
  return sample(
    picture,
    (turnedX / distance) * zoom + picture.width / 2,
    (turnedY / distance) * zoom + picture.height / 2,
  );
}

function sample({ width, height, data }: GreyImage, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return 120;
  const [right, down] = [x - left, y - top];
  const at = top * width + left;
  const above = data[at]! * (1 - right) + data[at + 1]! * right;
  const below = data[at + width]! * (1 - right) + data[at + width + 1]! * right;
  return above * (1 - down) + below * down;
}

function clamp(grey: number): number {
  return Math.max(0, Math.min(255, Math.round(grey)));
}

/** Park and Miller's generator: noise that is the same in every run. */
function noiseSource(): () => number {
  let seed = 42;
  return () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
}
