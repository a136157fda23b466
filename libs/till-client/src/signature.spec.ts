import { createHash, createPublicKey, type webcrypto, verify } from 'node:crypto';
import fc from 'fast-check';
import { createVerifier, httpbis } from 'http-message-signatures';
import { makeTerminalKey, openSigner } from './node-signer.js';
import { type SignableRequest, type SignedHeaders, signRequest } from './signature.js';
import type { Signer } from './signer.js';

const CREATED_S = 1_764_000_000;
const sale: SignableRequest = {
  method: 'POST',
  path: '/v1/pos/activations',
  body: '{"code":"9700012300045613","amountMinor":3000,"currency":"USD"}',
  idempotencyKey: 'till-7.42~a',
};

async function till() {
  const { privateKeyPem, publicKey } = await makeTerminalKey();
  const spki = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  return { signer: await openSigner('t-1', privateKeyPem), spki };
}

/** What somebody else's library says of our headers. */
async function theirVerdict(
  request: SignableRequest,
  headers: SignedHeaders,
  key: ReturnType<typeof createPublicKey>,
): Promise<boolean | null> {
  const required = ['@method', '@path', '@query'];
  if (request.body !== undefined) required.push('content-digest');
  if (request.idempotencyKey !== undefined) required.push('idempotency-key');
  const verifier = createVerifier(key, 'ed25519');
  return httpbis.verifyMessage(
    {
      keyLookup: async ({ keyid }) => (keyid === 't-1' ? { id: 't-1', algs: ['ed25519'], verify: verifier } : null),
      requiredFields: required,
      requiredParams: ['created', 'keyid', 'alg'],
    },
    {
      method: request.method,
      url: `https://other.host.example${request.path}${request.query ?? ''}`,
      headers: { ...headers },
    },
  );
}

describe('signing a request', () => {
  it('covers method, path, query, digest and key, in that order', async () => {
    const { signer } = await till();
    const headers = await signRequest(sale, signer, CREATED_S);
    expect(headers['signature-input']).toBe(
      'sig1=("@method" "@path" "@query" "content-digest" "idempotency-key");created=1764000000;keyid="t-1";alg="ed25519"',
    );
    const digest = createHash('sha256').update(sale.body!).digest('base64');
    expect(headers['content-digest']).toBe(`sha-256=:${digest}:`);
    expect(headers['idempotency-key']).toBe('till-7.42~a');
    expect(headers['content-type']).toBe('application/json');
  });

  it('signs what Node verifies', async () => {
    const { signer, spki } = await till();
    const headers = await signRequest(sale, signer, CREATED_S);
    const base = [
      '"@method": POST',
      '"@path": /v1/pos/activations',
      '"@query": ?',
      `"content-digest": ${headers['content-digest']}`,
      '"idempotency-key": till-7.42~a',
      `"@signature-params": ${headers['signature-input']!.slice('sig1='.length)}`,
    ].join('\n');
    const signature = Buffer.from(/^sig1=:(.+):$/.exec(headers['signature']!)![1]!, 'base64');
    expect(verify(null, Buffer.from(base), spki, signature)).toBe(true);
  });

  it('signs what another implementation verifies, whatever the request', async () => {
    const { signer, spki } = await till();
    const segment = fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019._~-')), minLength: 1, maxLength: 64 });
    const requests = fc.record(
      {
        method: fc.constantFrom('GET' as const, 'POST' as const),
        path: segment.map((key) => `/v1/pos/activations/${key}/reversal`),
        query: fc.constantFrom('', '?a=1', '?a=%20b&c'),
        body: fc.json(),
        idempotencyKey: segment,
      },
      { requiredKeys: ['method', 'path'] },
    );
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const url = new URL(request.path, 'https://till.example'); // `.` and `..` are no keys a URL can carry
        fc.pre(url.pathname === request.path);
        const headers = await signRequest(request as SignableRequest, signer, CREATED_S);
        expect(await theirVerdict(request as SignableRequest, headers, spki)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('fits no changed request', async () => {
    const { signer, spki } = await till();
    const headers = await signRequest(sale, signer, CREATED_S);
    expect(await theirVerdict({ ...sale, path: '/v1/pos/activations/x/reversal' }, headers, spki)).toBe(false);
    expect(await theirVerdict({ ...sale, query: '?a' }, headers, spki)).toBe(false);
    expect(await theirVerdict(sale, { ...headers, 'idempotency-key': 'other' }, spki)).toBe(false);
    expect(await theirVerdict(sale, headers, (await till()).spki)).toBe(false);
  });

  it('names no body and no key where there is none', async () => {
    const { signer } = await till();
    const headers = await signRequest({ method: 'GET', path: '/v1/pos/activations/a' }, signer, CREATED_S);
    expect(Object.keys(headers).sort()).toEqual(['signature', 'signature-input']);
    expect(headers['signature-input']).toMatch(/^sig1=\("@method" "@path" "@query"\);created/);
  });

  it('takes a browser’s signer', async () => {
    const { subtle } = globalThis.crypto;
    const utf8 = new TextEncoder();
    const pair = (await subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
    const browser: Signer = {
      keyId: 't-1',
      sign: async (text) => new Uint8Array(await subtle.sign('Ed25519', pair.privateKey, utf8.encode(text))),
      sha256: async (text) => new Uint8Array(await subtle.digest('SHA-256', utf8.encode(text))),
    };
    const spki = createPublicKey({
      key: Buffer.from(await subtle.exportKey('spki', pair.publicKey)),
      format: 'der',
      type: 'spki',
    });
    expect(await theirVerdict(sale, await signRequest(sale, browser, CREATED_S), spki)).toBe(true);
  });

  it('makes keys as the system stores them, and opens no other kind', async () => {
    const made = await makeTerminalKey();
    expect(made.publicKey).toHaveLength(44);
    expect(createPublicKey(made.publicKeyPem).export({ type: 'spki', format: 'der' })).toEqual(made.publicKey);
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey } = generateKeyPairSync('x25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await expect(openSigner('t-1', pem)).rejects.toThrow('Ed25519');
    const { privateKeyPem } = await makeTerminalKey();
    const quoted = await openSigner('t"1', privateKeyPem);
    await expect(signRequest(sale, quoted, CREATED_S)).rejects.toThrow('key id');
  });
});
