import fc from 'fast-check';
import { amount, likelyNotes, readAmount } from './money.js';

describe('cash at the till', () => {
  it('reads what it writes, in every kind of currency', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999_99 }),
        fc.constantFrom('USD', 'EUR', 'HUF', 'JPY'),
        (minor, currency) => {
          expect(readAmount(amount(minor, currency), currency)).toBe(minor);
        },
      ),
    );
  });

  it('takes 50, 50.5 and 50,00, and no other text', () => {
    expect(['50', '50.5', '50,00', ' 7 '].map((text) => readAmount(text, 'USD'))).toEqual([5_000, 5_050, 5_000, 700]);
    for (const text of ['', '-5', '1e3', '50.001', '12345678', '9700012300045613', 'x']) {
      expect(readAmount(text, 'USD')).toBeUndefined();
    }
  });

  it('offers notes that are enough', () => {
    expect(likelyNotes(3_000, 'USD')).toEqual([5_000, 10_000]);
    expect(likelyNotes(1_080, 'USD')).toEqual([2_000, 5_000, 10_000]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000_00 }),
        fc.constantFrom('USD', 'EUR', 'HUF', 'CHF'),
        (minor, currency) => {
          const notes = likelyNotes(minor, currency);
          expect(notes.length).toBeGreaterThan(0);
          for (const note of notes) expect(note).toBeGreaterThan(minor);
          expect([...new Set(notes)].sort((a, b) => a - b)).toEqual(notes);
        },
      ),
    );
  });
});
