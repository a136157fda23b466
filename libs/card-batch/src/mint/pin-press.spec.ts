import fc from 'fast-check';
import { DigitSource, makePin, passesDamm, passesLuhn } from '#lib/cards';
import { pressPin } from './pin-press.js';

/** The same draws again. */
class Recorded extends DigitSource {
  private position = 0;

  constructor(private readonly series: readonly number[]) {
    super();
  }

  override nextFive(): number {
    return this.series[this.position++]!;
  }
}

function press(source: DigitSource): string {
  const digits = Buffer.alloc(20, 'x');
  pressPin(source, digits, 2);
  expect(digits.toString('latin1', 0, 2) + digits.toString('latin1', 18)).toBe('xxxx');
  return digits.toString('latin1', 2, 18);
}

describe('the PIN press', () => {
  it('makes of any draws the PIN that makePin makes of them', () => {
    const draws = fc.array(fc.integer({ min: 0, max: 99_999 }), { minLength: 90, maxLength: 90 });
    fc.assert(
      fc.property(draws, (recorded) => {
        expect(press(new Recorded(recorded))).toBe(makePin(new Recorded(recorded)));
      }),
      { numRuns: 3_000 },
    );
  });

  it('makes only PINs that pass Damm and fail Luhn, each digit as likely as another', () => {
    const source = new DigitSource();
    const count = 30_000;
    const seen = new Set<string>();
    const counts = Array.from({ length: 16 }, () => new Array<number>(10).fill(0));
    for (let i = 0; i < count; i++) {
      const pin = press(source);
      expect(passesDamm(pin) && !passesLuhn(pin)).toBe(true);
      seen.add(pin);
      [...pin].forEach((digit, place) => counts[place]![Number(digit)]!++);
    }
    expect(seen.size).toBe(count);
    // χ² with 9 degrees of freedom exceeds 45 once in a million; 16 places.
    for (const place of counts) {
      const chi2 = place.reduce((sum, n) => sum + (n - count / 10) ** 2 / (count / 10), 0);
      expect(chi2).toBeLessThan(45);
    }
  });
});
