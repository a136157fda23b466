import { createPublicKey, verify } from 'node:crypto';
import { signRequest } from './signature.js';
import { makeWebKey, openWebSigner } from './web-signer.js';

describe('a browser’s key', () => {
  it('signs what Node verifies, under a name made with it', async () => {
    const key = await makeWebKey();
    const { signature, ...headers } = await signRequest(
      { method: 'GET', path: '/v1/pos/terminal' },
      openWebSigner(key),
      1_764_000_000,
    );
    const parameters = headers['signature-input']!.slice('sig1='.length);
    expect(parameters).toContain(`keyid="${key.keyId}"`);
    const base = `"@method": GET\n"@path": /v1/pos/terminal\n"@query": ?\n"@signature-params": ${parameters}`;
    const publicKey = createPublicKey({ key: { ...key.publicKey }, format: 'jwk' });
    expect(verify(null, Buffer.from(base), publicKey, Buffer.from(signature!.slice(6, -1), 'base64'))).toBe(true);
  });

  it('can be used, and not be read', async () => {
    const { privateKey, publicKey } = await makeWebKey('till-7');
    expect(privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
    expect(Object.keys(publicKey).sort()).toEqual(['crv', 'kty', 'x']);
  });
});
