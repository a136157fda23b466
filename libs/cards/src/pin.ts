import { randomFillSync } from 'node:crypto';
import { dammDigit, passesDamm } from './damm.js';
import { passesLuhn } from './luhn.js';

export const PIN_DIGITS = 16;
const RANDOM_DIGITS = 15;
/** The largest multiple of 10^5 in 32 bits: a draw above it would favour small digits, and is drawn again. */
const UNBIASED_BELOW = Math.floor(2 ** 32 / 100_000) * 100_000;
const DRAWS = 4_096;

/** A source of five uniformly random digits a call, from the operating system's generator. */
export class DigitSource {
  private readonly draws = new Uint32Array(DRAWS);
  private used = DRAWS;

  /** 0 … 99999, each equally likely. */
  nextFive(): number {
    for (;;) {
      if (this.used === DRAWS) {
        randomFillSync(this.draws);
        this.used = 0;
      }
      const draw = this.draws[this.used]!;
      this.draws[this.used++] = 0; // a PIN is not kept in memory longer than needed
      if (draw < UNBIASED_BELOW) return draw % 100_000;
    }
  }
}

/** 15 random digits and their Damm digit, never one that passes Luhn: so a typed serial or bank card is known as such. */
export function makePin(source: DigitSource): string {
  for (;;) {
    let digits = '';
    while (digits.length < RANDOM_DIGITS) digits += source.nextFive().toString().padStart(5, '0');
    const pin = digits + dammDigit(digits);
    if (!passesLuhn(pin)) return pin;
  }
}

/** `luhn` = a serial or a bank card was typed into the PIN field. None of them asks the database. */
export type PinReading =
  | { readonly kind: 'pin'; readonly pin: string }
  | { readonly kind: 'malformed' | 'check_digit' | 'luhn' };

const ARABIC_INDIC = /[\u0660-\u0669\u06f0-\u06f9]/g;

/** Spaces, hyphens and the digits of Arabic and Persian keyboards are how people type a PIN. */
export function readPin(text: string): PinReading {
  const digits = text.replace(ARABIC_INDIC, (digit) => String(digit.charCodeAt(0) & 0xf)).replace(/[\s\u00a0-]/g, '');
  if (!/^\d{16}$/.test(digits)) return { kind: 'malformed' };
  if (passesLuhn(digits)) return { kind: 'luhn' };
  if (!passesDamm(digits)) return { kind: 'check_digit' };
  return { kind: 'pin', pin: digits };
}
