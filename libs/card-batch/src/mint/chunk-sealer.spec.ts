import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { openChunk, unpackPin } from '#lib/cards';
import { PIN_BYTES, packPin, sealChunk } from './chunk-sealer.js';

const PINS = ['0000000000000000', '9999999999999999', '1234567890123456', '9007199254740993', '0000000100000000'];

function packed(pins: readonly string[]): Buffer {
  const bytes = Buffer.alloc(pins.length * PIN_BYTES);
  pins.forEach((pin, i) => packPin(Buffer.from(pin, 'latin1'), 0, bytes, i * PIN_BYTES));
  return bytes;
}

describe('a packed PIN', () => {
  it('is its digits as one number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 16n - 1n }), (number) => {
        const pin = number.toString().padStart(16, '0');
        expect(packed([pin]).readBigUInt64BE()).toBe(number);
        expect(unpackPin(packed([pin]), 0)).toBe(pin);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps the numbers that a double can not hold', () => {
    PINS.forEach((pin, i) => expect(unpackPin(packed(PINS), i)).toBe(pin));
  });
});

describe('a sealed chunk', () => {
  const key = randomBytes(32);
  const place = { batchId: 117, chunk: 3, cards: PINS.length };
  const sealed = sealChunk(key, place.batchId, place.chunk, packed(PINS));

  it('opens with its key and place', () => {
    expect(openChunk(key, place, sealed)).toEqual(packed(PINS));
  });

  it.each([
    ['another batch', { ...place, batchId: 118 }],
    ['another chunk', { ...place, chunk: 4 }],
    ['another count', { ...place, cards: PINS.length - 1 }],
  ])('does not open in the place of %s', (_, other) => {
    expect(() => openChunk(key, other, sealed)).toThrow();
  });

  it('does not open with another key', () => {
    expect(() => openChunk(randomBytes(32), place, sealed)).toThrow();
  });

  it('does not open when any byte was changed', () => {
    for (let i = 0; i < sealed.sealed.length; i++) {
      const tampered = Buffer.from(sealed.sealed);
      tampered[i]! ^= 1;
      expect(() => openChunk(key, place, { iv: sealed.iv, sealed: tampered })).toThrow();
    }
    expect(() => openChunk(key, place, { iv: randomBytes(12), sealed: sealed.sealed })).toThrow();
    expect(() => openChunk(key, place, { iv: sealed.iv, sealed: sealed.sealed.subarray(0, -1) })).toThrow();
  });

  it('shows no PIN and never uses an IV twice', () => {
    const again = sealChunk(key, place.batchId, place.chunk, packed(PINS));
    expect(again.iv).not.toEqual(sealed.iv);
    expect(again.sealed).not.toEqual(sealed.sealed);
    expect(sealed.sealed.includes(packed(PINS.slice(0, 1)))).toBe(false);
  });
});
