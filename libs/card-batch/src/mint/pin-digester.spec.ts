import { createHmac, randomBytes } from 'node:crypto';
import { DigitSource, makePin } from '#lib/cards';
import { DIGEST_BYTES, PinDigester } from './pin-digester.js';

describe('the PIN digester', () => {
  it('is HMAC-SHA-256 cut to 16 bytes, for thousands of PINs under many peppers', () => {
    const source = new DigitSource();
    for (let peppers = 0; peppers < 20; peppers++) {
      const pepper = randomBytes(32);
      const digester = new PinDigester(pepper);
      for (let pins = 0; pins < 500; pins++) {
        const pin = makePin(source);
        const target = Buffer.alloc(40, 0xee);
        digester.digest(Buffer.from(`__${pin}__`, 'latin1'), 2, target, 12);
        const expected = createHmac('sha256', pepper).update(pin, 'latin1').digest().subarray(0, DIGEST_BYTES);
        expect(target.subarray(12, 28).equals(expected)).toBe(true);
        expect(target.subarray(0, 12).every((byte) => byte === 0xee)).toBe(true);
        expect(target.subarray(28).every((byte) => byte === 0xee)).toBe(true);
      }
    }
  });

  it('takes any sixteen bytes and extreme peppers', () => {
    for (const pepper of [Buffer.alloc(32), Buffer.alloc(32, 0xff)]) {
      const digester = new PinDigester(pepper);
      for (const message of [Buffer.alloc(16), Buffer.alloc(16, 0xff), randomBytes(16)]) {
        const target = Buffer.alloc(16);
        digester.digest(message, 0, target, 0);
        expect(target).toEqual(createHmac('sha256', pepper).update(message).digest().subarray(0, 16));
      }
    }
  });

  it('keeps nothing once wiped', () => {
    const digester = new PinDigester(randomBytes(32));
    digester.digest(Buffer.from('1234567890123456'), 0, Buffer.alloc(16), 0);
    digester.wipe();
    for (const held of Object.values(digester)) expect((held as Int32Array).every((word) => word === 0)).toBe(true);
  });
});
