import { randomBytes } from 'node:crypto';
import { newId } from '#lib/kernel';
import { newEndpointSecret, openEndpointSecret, sealEndpointSecret } from './endpoint-secret.js';

describe('an endpoint’s secret', () => {
  const key = randomBytes(32);
  const id = newId();
  const secret = newEndpointSecret();
  const sealed = sealEndpointSecret(key, id, secret);

  it('is 32 random bytes as receivers’ libraries take them', () => {
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newEndpointSecret()).not.toBe(secret);
  });

  it('opens for its own endpoint under its own key, and for nothing else', () => {
    expect(openEndpointSecret(key, id, sealed)).toBe(secret);
    expect(sealed.includes(secret.slice(6))).toBe(false);
    expect(() => openEndpointSecret(key, newId(), sealed)).toThrow();
    expect(() => openEndpointSecret(randomBytes(32), id, sealed)).toThrow();
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i]! ^= 1;
      expect(() => openEndpointSecret(key, id, changed)).toThrow();
    }
  });
});
