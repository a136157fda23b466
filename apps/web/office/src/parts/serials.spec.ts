import { luhnDigit } from '../../../../../libs/cards/src/luhn.js';
import fc from 'fast-check';
import { batchOf, indexOf, readRange, readSerial } from './serials.js';

const serialOf = (batch: number, index: number): string => {
  const inner = `97${String(batch).padStart(6, '0')}${String(index).padStart(7, '0')}`;
  return inner + luhnDigit(inner);
};
const batches = fc.integer({ min: 1, max: 919_999 });
const indexes = fc.integer({ min: 0, max: 9_999_998 });

describe('a card number as it is scanned or typed', () => {
  it('is read from every form that a scanner or a person gives it', () => {
    fc.assert(
      fc.property(batches, indexes, (batch, index) => {
        const serial = serialOf(batch, index);
        const grouped = serial.replace(/(\d{4})(?=\d)/g, '$1 ');
        for (const text of [
          serial,
          grouped,
          grouped.replaceAll(' ', '-'),
          `]e00109506000134352${'21'}${serial}`,
          `(01)09506000134352(21)${serial}`,
          `HTTPS://REUP.EXAMPLE/R/${serial}`,
        ]) {
          expect(readSerial(text)).toEqual({ serial });
        }
        expect([batchOf(serial), indexOf(serial)]).toEqual([String(batch).padStart(6, '0'), index]);
      }),
    );
  });

  it('says what is wrong with what is none', () => {
    expect(readSerial('9700 0001').trouble).toContain('8 digits');
    expect(readSerial('09506000134352').trouble).toContain('product code');
    expect(readSerial('9700000100000004').trouble).toContain('mistyped');
    expect(readSerial('').trouble).toContain('Scan a card');
  });
});

describe('a range from a first to a last card', () => {
  it('counts both ends', () => {
    fc.assert(
      fc.property(batches, indexes, fc.nat(1_000), (batch, index, more) => {
        const last = Math.min(index + more, 9_999_998);
        expect(readRange(serialOf(batch, index), serialOf(batch, last)).cards).toBe(last - index + 1);
      }),
    );
  });

  it('is of one batch and runs forwards', () => {
    expect(readRange(serialOf(1, 0), serialOf(2, 0)).trouble).toContain('one batch');
    expect(readRange(serialOf(1, 5), serialOf(1, 4)).trouble).toContain('Swap');
  });
});
