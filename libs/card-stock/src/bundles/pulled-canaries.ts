import { randomInt } from 'node:crypto';

/** Enough that a press which reads PINs is likely to try one in the end, few enough to give away. */
const CANARIES = 3;
/** A batch of fewer cards gives one: three would be more than three in a hundred. */
const CARDS_FOR_ALL = 100;
/** Of a handful none is pulled: who knows all other cards knows the canary. */
const CARDS_FOR_ONE = 10;

/** How many good cards of so many are pulled. */
export function canaryCount(printed: number): number {
  if (printed < CARDS_FOR_ONE) return 0;
  return printed < CARDS_FOR_ALL ? 1 : CANARIES;
}

/** Which of them, counted from 0 and ascending: each set equally likely, from the operating system's generator. */
export function drawCanaries(printed: number, draw: (below: number) => number = randomInt): number[] {
  const drawn = new Set<number>();
  while (drawn.size < canaryCount(printed)) drawn.add(draw(printed));
  return [...drawn].sort((a, b) => a - b);
}
