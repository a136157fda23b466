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

// Looked up once: under Jest a global costs more than the pixel.
const { cos, floor, max, min, PI, round, sin } = Math;

/** What a phone sees of a printed card: turned, seen at an angle, out of focus, in poor light. The same every time. */
export function photograph(picture: GreyImage, conditions: PhotoConditions): GreyImage {
  const { width, height, blurRadius, darkest, lightest, shade, noise } = conditions;
  const sharp = projected(picture, conditions);
  const soft = blurred(blurred(sharp, 1, blurRadius), width, blurRadius);
  const random = noiseSource();
  const data = soft.map((grey, i) => {
    const lit = darkest + (grey / 255) * (lightest - darkest);
    const shaded = lit * (1 - (shade * (i % width)) / width);
    return max(0, min(255, round(shaded + noise * (random() * 2 - 1))));
  });
  return { width, height, data };
}

/** Each photo pixel is what the ray through it meets on the picture. */
function projected(picture: GreyImage, { width, height, turnedDegrees, tilt }: PhotoConditions): Uint8Array {
  const [turnX, turnY] = [cos((turnedDegrees * PI) / 180), sin((turnedDegrees * PI) / 180)];
  const zoom = (1.15 * picture.width) / width;
  const [middleX, middleY] = [picture.width / 2, picture.height / 2];
  const pixels = new Uint8Array(width * height);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const [x, y] = [column - width / 2, row - height / 2];
      const away = y * turnX - x * turnY;
      const scale = zoom / (1 + (tilt * away) / height);
      pixels[i] = greyAt(picture, (x * turnX + y * turnY) * scale + middleX, away * scale + middleY);
    }
  }
  return pixels;
}

/** Between pixels, their mean by nearness; beside the picture lies a grey table. */
function greyAt({ width, height, data }: GreyImage, x: number, y: number): number {
  const [left, top] = [floor(x), floor(y)];
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return 120;
  const [right, down] = [x - left, y - top];
  const at = top * width + left;
  const above = data[at]! * (1 - right) + data[at + 1]! * right;
  const below = data[at + width]! * (1 - right) + data[at + width + 1]! * right;
  return above * (1 - down) + below * down;
}

/** The mean of each pixel and those before and after it, `step` apart: its neighbours in a row, or in a column. */
function blurred(pixels: Uint8Array, step: number, radius: number): Uint8Array {
  return pixels.map((own, i) => {
    let sum = own;
    for (let distance = step; distance <= radius * step; distance += step) {
      sum += (pixels[i - distance] ?? own) + (pixels[i + distance] ?? own);
    }
    return sum / (2 * radius + 1);
  });
}

/** Park and Miller's generator: noise that is the same in every run. */
function noiseSource(): () => number {
  let seed = 42;
  return () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
}
