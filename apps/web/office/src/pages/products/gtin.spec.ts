import fc from 'fast-check';
import { gtinCheckDigit, gtinTrouble } from './gtin.js';

const thirteen = fc.stringMatching(/^\d{13}$/);

describe('a GTIN as it is typed', () => {
  it('is taken with its own check digit and with no other', () => {
    fc.assert(
      fc.property(thirteen, fc.integer({ min: 1, max: 9 }), (digits, off) => {
        const right = gtinCheckDigit(digits);
        const wrong = String((Number(right) + off) % 10);
        expect(gtinTrouble(digits + right)).toBeUndefined();
        expect(gtinTrouble(digits + wrong)).toContain(`it would be ${right}`);
      }),
    );
  });

  it('knows examples from the world, spaces and all', () => {
    expect(gtinTrouble('0950600013435 2')).toBeUndefined();
    expect(gtinTrouble('0 0850 0012 3456-6')).toBeUndefined();
  });

  it('says what to do about one that is too short, or no number', () => {
    expect(gtinTrouble('0950600013435')).toContain('check digit that follows them is 2');
    expect(gtinTrouble('850001234566')).toContain('Put zeros before');
    expect(gtinTrouble('x')).toContain('digits only');
  });
});
