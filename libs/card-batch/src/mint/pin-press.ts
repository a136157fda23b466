const ZERO = 48;
export const PIN_DIGITS = 16;
const DIGITS_A_DRAW = 5;
const DRAWS_A_PIN = 3;

/**
 * Writes PINs as 16 ASCII digits: by the same law as `makePin` of libs/cards, draw for draw (the spec compares them),
 * but in bytes, as at a million PINs the strings would cost more than the drawing.
 */
export class PinPress {
  private readonly damm: Uint8Array;

  /** @param nextFive gives 0 … 99999, each equally likely. */
  constructor(
    dammTable: readonly number[],
    private readonly nextFive: () => number,
  ) {
    this.damm = Uint8Array.from(dammTable);
  }

  press(digits: Uint8Array, at: number): void {
    do {
      for (let draw = 0; draw < DRAWS_A_PIN; draw++) writeFive(this.nextFive(), digits, at + draw * DIGITS_A_DRAW);
      digits[at + PIN_DIGITS - 1] = ZERO + this.dammOf(digits, at);
    } while (passesLuhn(digits, at));
  }

  private dammOf(digits: Uint8Array, at: number): number {
    let interim = 0;
    for (let i = at; i < at + PIN_DIGITS - 1; i++) interim = this.damm[interim * 10 + digits[i]! - ZERO]!;
    return interim;
  }
}

function writeFive(five: number, digits: Uint8Array, at: number): void {
  let rest = five;
  for (let i = DIGITS_A_DRAW - 1; i >= 0; i--) {
    digits[at + i] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}

/** Of sixteen digits Luhn doubles the first, the third … */
function passesLuhn(digits: Uint8Array, at: number): boolean {
  let sum = 0;
  for (let i = 0; i < PIN_DIGITS; i += 2) {
    const doubled = (digits[at + i]! - ZERO) * 2;
    sum += (doubled > 9 ? doubled - 9 : doubled) + digits[at + i + 1]! - ZERO;
  }
  return sum % 10 === 0;
}
