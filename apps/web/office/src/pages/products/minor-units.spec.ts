import fc from 'fast-check';
import { fractionDigits, toMinor } from './minor-units.js';

describe('an amount as it is typed', () => {
  it('becomes minor units without a float between', () => {
    expect([toMinor('0.29', 'USD'), toMinor('30', 'USD'), toMinor('30.5', 'USD'), toMinor('1 000,10', 'EUR')]).toEqual([
      29, 3_000, 3_050, 100_010,
    ]);
    expect([toMinor('500', 'JPY'), toMinor('500.5', 'JPY'), toMinor('1.234', 'KWD')]).toEqual([500, undefined, 1_234]);
  });

  it('comes back from every number of cents', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (minor) => {
        const typed = `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
        expect(toMinor(typed, 'USD')).toBe(minor);
      }),
    );
  });

  it.each(['', '30.999', '-1', '1e3', '1,000.00', 'abc'])('refuses %j', (typed) => {
    expect(toMinor(typed, 'USD')).toBeUndefined();
  });

  it('takes two digits of a currency that nobody knows', () => {
    expect(fractionDigits('???')).toBe(2);
  });
});
