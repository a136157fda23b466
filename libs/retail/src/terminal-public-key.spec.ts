import { generateKeyPairSync } from 'node:crypto';
import { keyIdOf, readPublicKey, toKeyObject } from './terminal-public-key.js';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey;
const spki = publicKey.export({ type: 'spki', format: 'der' });

describe('a terminal’s public key', () => {
  it('is taken as PEM or JWK and kept as 44 bytes', () => {
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(readPublicKey(pem)).toEqual(spki);
    expect(readPublicKey({ ...publicKey.export({ format: 'jwk' }) })).toEqual(spki);
    expect(spki).toHaveLength(44);
    expect(toKeyObject(spki).equals(publicKey)).toBe(true);
    expect(keyIdOf(spki)).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });

  it.each([
    ['a private PEM', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['a private JWK', { ...privateKey.export({ format: 'jwk' }) }],
    ['an RSA key', rsa.export({ type: 'spki', format: 'pem' }).toString()],
    ['another curve', { kty: 'OKP', crv: 'X25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
    ['too few bytes', { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }],
    ['nonsense', 'nonsense'],
    ['nothing', ''],
    ['an empty object', {}],
  ])('is never %s', (_, input) => {
    expect(() => readPublicKey(input)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});
