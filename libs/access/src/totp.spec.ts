import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { generateSync } from 'otplib';
import { newTotpSecret, openSecret, sealSecret, stepOfCode, totpUri } from './totp.js';

/** RFC 6238, appendix B: the key is these 20 ASCII digits. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('codes of an app', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
  ])('at %d s are those of RFC 6238', (epochS, code) => {
    expect(stepOfCode(RFC_SECRET, code, epochS * 1000)).toBe(Math.floor(epochS / 30));
  });

  it('count in their own step and its two neighbours', () => {
    const secret = newTotpSecret();
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 4_000_000_000 }), fc.integer({ min: -4, max: 4 }), (epochS, steps) => {
        const code = generateSync({ secret, epoch: epochS });
        const found = stepOfCode(secret, code, (epochS + steps * 30) * 1000);
        const near = Math.abs(steps) <= 1;
        // By chance another step's code may be the same: then it is not the one that was typed.
        if (near) expect(found).toBe(Math.floor(epochS / 30));
        else if (found !== undefined) expect(found).not.toBe(Math.floor(epochS / 30));
      }),
    );
  });

  it('come from 160 random bits that a QR code hands over', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(secret);
    expect(totpUri('ada@reup.example', secret)).toBe(
      `otpauth://totp/Re-Up:ada%40reup.example?secret=${secret}&issuer=Re-Up`,
    );
  });
});

describe('a sealed secret', () => {
  const key = randomBytes(32);

  it('opens for its person alone, under its key alone, and unchanged alone', () => {
    const sealed = sealSecret(key, 'ada', RFC_SECRET);
    expect(openSecret(key, 'ada', sealed)).toBe(RFC_SECRET);
    expect(sealed.toString('latin1')).not.toContain(RFC_SECRET);
    expect(() => openSecret(key, 'ben', sealed)).toThrow();
    expect(() => openSecret(randomBytes(32), 'ada', sealed)).toThrow();
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(() => openSecret(key, 'ada', changed)).toThrow();
    }
  });

  it('never looks the same twice', () => {
    expect(sealSecret(key, 'ada', RFC_SECRET)).not.toEqual(sealSecret(key, 'ada', RFC_SECRET));
  });
});
