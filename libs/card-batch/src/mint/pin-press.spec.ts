import fc from 'fast-check';
import { DAMM_TABLE, DigitSource, makePin, passesDamm, passesLuhn } from '#lib/cards';
import { FiveDigits } from './five-digits.js';
import { PinPress } from './pin-press.js';

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

function press(nextFive: () => number): string {
  const digits = Buffer.alloc(20, 'x');
  new PinPress([...DAMM_TABLE], nextFive).press(digits, 2);
  expect(digits.toString('latin1', 0, 2) + digits.toString('latin1', 18)).toBe('xxxx');
  return digits.toString('latin1', 2, 18);
}

describe('the PIN press', () => {
  it('makes of any draws the PIN that makePin makes of them', () => {
    const draws = fc.array(fc.integer({ min: 0, max: 99_999 }), { minLength: 90, maxLength: 90 });
    fc.assert(
      fc.property(draws, (recorded) => {
        const again = new Recorded(recorded);
        expect(press(() => again.nextFive())).toBe(makePin(new Recorded(recorded)));
      }),
      { numRuns: 3_000 },
    );
  });

  it('makes only PINs that pass Damm and fail Luhn, each digit as likely as another', () => {
    const source = new FiveDigits();
    const count = 30_000;
    const seen = new Set<string>();
    const counts = Array.from({ length: 16 }, () => Array.from({ length: 10 }, () => 0));
    for (let i = 0; i < count; i++) {
      const pin = press(() => source.next());
      expect(passesDamm(pin) && !passesLuhn(pin)).toBe(true);
      seen.add(pin);
      Array.from(pin, Number).forEach((digit, place) => counts[place]![digit]!++);
    }
    expect(seen.size).toBe(count);
    // χ² with 9 degrees of freedom exceeds 45 once in a million; 16 places.
    for (const place of counts) {
      const chi2 = place.reduce((sum, n) => sum + (n - count / 10) ** 2 / (count / 10), 0);
      expect(chi2).toBeLessThan(45);
    }
  });
});

describe('its source of digits', () => {
  const drawn = (bits: readonly number[], count: number): number[] => {
    const source = new FiveDigits((draws) => draws.set(bits));
    return Array.from({ length: count }, () => source.next());
  };

  it('takes what is below the last multiple of 100,000 and draws the rest again, so that no digit is favoured', () => {
    const below = 4_294_900_000;
    expect(drawn([0, below - 1, below, 2 ** 32 - 1, 100_000, 123_456], 4)).toEqual([0, 99_999, 0, 23_456]);
  });

  it('never gives a draw twice', () => {
    let fills = 0;
    const source = new FiveDigits((draws) => {
      draws.set(Array.from(draws, (_, i) => fills * draws.length + i));
      fills++;
    });
    const seen = Array.from({ length: 20_000 }, () => source.next());
    expect(seen).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
  });
});
