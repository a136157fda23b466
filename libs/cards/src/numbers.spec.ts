import fc from 'fast-check';
import { dammDigit, passesDamm } from './damm.js';
import { luhnDigit, passesLuhn } from './luhn.js';
import { DigitSource, makePin, readPin } from './pin.js';
import { readScan } from './scan.js';
import { readSerial, serialOf } from './serial.js';

const ids = fc.bigInt({ min: 0n, max: 10n ** 13n - 1n });
const pins = fc.integer().map(() => makePin(new DigitSource()));
const changed = (digits: string, at: number, by: number) =>
  digits.slice(0, at) + ((Number(digits[at]) + by) % 10) + digits.slice(at + 1);
const swapped = (digits: string, at: number) =>
  digits.slice(0, at) + digits[at + 1] + digits[at] + digits.slice(at + 2);

describe('the numbers on a card', () => {
  it('agree with published check digits', () => {
    expect(luhnDigit('7992739871')).toBe(3); // ISO/IEC 7812-1
    expect(dammDigit('572')).toBe(4); // Damm's thesis
  });

  it('catch every wrong digit', () => {
    fc.assert(
      fc.property(ids, pins, fc.nat(15), fc.integer({ min: 1, max: 9 }), (id, pin, at, by) => {
        expect(readSerial(changed(serialOf(id), at, by)).kind).not.toBe('serial');
        expect(passesDamm(changed(pin, at, by))).toBe(false);
      }),
    );
  });

  it('catch every swap of neighbours; Luhn alone can’t see 09 ↔ 90', () => {
    fc.assert(
      fc.property(ids, pins, fc.nat(14), (id, pin, at) => {
        const serial = serialOf(id);
        const pair = serial.slice(at, at + 2);
        if (serial[at] !== serial[at + 1]) expect(passesLuhn(swapped(serial, at))).toBe(pair === '09' || pair === '90');
        if (pin[at] !== pin[at + 1]) expect(passesDamm(swapped(pin, at))).toBe(false);
      }),
    );
  });

  it('are read back as they were made; no PIN could be a serial or a bank card', () => {
    fc.assert(
      fc.property(ids, pins, (id, pin) => {
        expect(readSerial(serialOf(id))).toEqual({ kind: 'serial', id });
        expect(readPin(pin.replace(/(\d{4})/g, '$1 '))).toEqual({ kind: 'pin', pin });
        expect(passesLuhn(pin)).toBe(false);
      }),
    );
  });

  it('are read from whatever a scanner sends', () => {
    const serial = serialOf(1_230_004_561n);
    const gtin = '00850001234566';
    const card = { kind: 'card', id: 1_230_004_561n };
    for (const code of [serial, `]C0${serial}`, ` ${serial} `, `HTTPS://REUP.EXAMPLE/R/${serial}`])
      expect(readScan(code)).toEqual(card);
    const element = `01${gtin}21${serial}`;
    const gs = String.fromCharCode(29);
    for (const code of [
      `]C1${element}`,
      `]e0${element}`,
      `]d2${gs}${element}`,
      `]Q3${element}`,
      `(01)${gtin}(21)${serial}`,
      `https://id.example/01/${gtin}/21/${serial}`,
    ]) {
      expect(readScan(code)).toEqual({ ...card, gtin });
    }
    expect(readScan(`]E0${gtin.slice(1)}`).kind).toBe('gtin_only');
    expect(readScan(gtin).kind).toBe('gtin_only');
    expect(readScan('x'.repeat(100_000)).kind).toBe('malformed');
  });
});
