import { DAMM_TABLE, type DigitSource, PIN_DIGITS } from '#lib/cards';

const ZERO = 48;
const DIGITS_A_DRAW = 5;
const DRAWS_A_PIN = 3;

/**
 * Writes one PIN as 16 ASCII digits. By the same law as `makePin` of libs/cards, draw for draw (the spec compares them),
 * but in bytes: at a million PINs the strings would cost more than the drawing.
 */
export function pressPin(source: DigitSource, digits: Uint8Array, at: number): void {
  do {
    for (let draw = 0; draw < DRAWS_A_PIN; draw++) writeFive(source.nextFive(), digits, at + draw * DIGITS_A_DRAW);
    digits[at + PIN_DIGITS - 1] = ZERO + dammOf(digits, at);
  } while (passesLuhnAt(digits, at));
}

function writeFive(five: number, digits: Uint8Array, at: number): void {
  let rest = five;
  for (let i = DIGITS_A_DRAW - 1; i >= 0; i--) {
    digits[at + i] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}

function dammOf(digits: Uint8Array, at: number): number {
  let interim = 0;
  for (let i = at; i < at + PIN_DIGITS - 1; i++) interim = DAMM_TABLE[interim * 10 + digits[i]! - ZERO]!;
  return interim;
}

/** Of sixteen digits Luhn doubles the first, the third … */
function passesLuhnAt(digits: Uint8Array, at: number): boolean {
  let sum = 0;
  for (let i = 0; i < PIN_DIGITS; i += 2) {
    const doubled = (digits[at + i]! - ZERO) * 2;
    sum += (doubled > 9 ? doubled - 9 : doubled) + digits[at + i + 1]! - ZERO;
  }
  return sum % 10 === 0;
}
