import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { httpbis } from 'http-message-signatures';
import {
  type SignedRequest,
  contentDigest,
  coversAll,
  digestFits,
  readSignature,
  readSignatureInput,
  signatureBase,
} from './message-signature.js';

const INPUT = 'sig1=("@method" "@path" "@query");created=1795500000;keyid="till-1";alg="ed25519"';
const BASE: SignedRequest = { method: 'GET', target: '/v1/pos/activations/a' };

describe('Signature-Input', () => {
  it('gives the components, the parameters and the key', () => {
    expect(readSignatureInput(INPUT)).toEqual({
      components: ['@method', '@path', '@query'],
      createdS: 1_795_500_000,
      keyId: 'till-1',
      params: INPUT.slice('sig1='.length),
    });
  });

  it('takes components and parameters in the signer’s order', () => {
    const input = readSignatureInput('sig1=("@query" "@method" "@path");alg="ed25519";keyid="k";created=1');
    expect(input).toMatchObject({ components: ['@query', '@method', '@path'], keyId: 'k', createdS: 1 });
  });

  it.each([
    ['another label', INPUT.replace('sig1', 'sig')],
    ['two signatures', `${INPUT}, sig2=("@method");created=1;keyid="k";alg="ed25519"`],
    ['an unknown component', INPUT.replace('@query', '@authority')],
    ['a component twice', INPUT.replace('@query', '@path')],
    ['no components', INPUT.replace('"@method" "@path" "@query"', '')],
    ['a component with a parameter', INPUT.replace('"@query"', '"@query";req')],
    ['two spaces', INPUT.replace('" "', '"  "')],
    ['another algorithm', INPUT.replace('ed25519', 'rsa-pss-sha512')],
    ['no algorithm', INPUT.replace(';alg="ed25519"', '')],
    ['no key', INPUT.replace(';keyid="till-1"', '')],
    ['no time', INPUT.replace(';created=1795500000', '')],
    ['a time that is text', INPUT.replace('1795500000', '"1795500000"')],
    ['a negative time', INPUT.replace('1795500000', '-1')],
    ['a parameter twice', INPUT.replace(';alg="ed25519"', ';created=2')],
    ['a fourth parameter', `${INPUT};nonce="a"`],
    ['a key id too long', INPUT.replace('till-1', 'k'.repeat(65))],
    ['a key id with a quote', INPUT.replace('till-1', 'a\\"b')],
    ['nothing', ''],
    ['a hundred thousand characters', `sig1=(${'"@path" '.repeat(14_000)}`],
  ])('refuses %s', (_, header) => {
    expect(readSignatureInput(header)).toBeUndefined();
  });
});

describe('Signature', () => {
  it('is 64 bytes in base64 between colons', () => {
    expect(readSignature(`sig1=:${Buffer.alloc(64, 7).toString('base64')}:`)).toEqual(Buffer.alloc(64, 7));
    for (const bytes of [63, 65, 0]) {
      expect(readSignature(`sig1=:${Buffer.alloc(bytes).toString('base64')}:`)).toBeUndefined();
    }
    expect(readSignature(`sig2=:${Buffer.alloc(64).toString('base64')}:`)).toBeUndefined();
    expect(readSignature(Buffer.alloc(64).toString('base64'))).toBeUndefined();
  });
});

describe('what must be signed', () => {
  const three = ['@method', '@path', '@query'] as const;
  const full = { ...BASE, contentDigest: 'd', idempotencyKey: 'k' };

  it('is everything that is there, and nothing that is not', () => {
    expect(coversAll(three, BASE)).toBe(true);
    expect(coversAll([...three, 'content-digest', 'idempotency-key'], full)).toBe(true);
    expect(coversAll(['idempotency-key', '@query', 'content-digest', '@path', '@method'], full)).toBe(true);
    expect(coversAll([...three, 'content-digest'], full)).toBe(false);
    expect(coversAll([...three, 'idempotency-key'], full)).toBe(false);
    expect(coversAll([...three, 'content-digest'], BASE)).toBe(false);
    expect(coversAll(['@method', '@path'], BASE)).toBe(false);
    expect(coversAll([], BASE)).toBe(false);
  });
});

describe('Content-Digest', () => {
  it('fits the body it was made of, in its one spelling', () => {
    const body = Buffer.from('{"code":"9700012300045613"}');
    expect(digestFits(contentDigest(body), body)).toBe(true);
    expect(digestFits(contentDigest(body), Buffer.from('{"code":"9700012300045614"}'))).toBe(false);
    expect(digestFits(contentDigest(body).replace('sha-256', 'sha-512'), body)).toBe(false);
    expect(digestFits(`${contentDigest(body)}, sha-512=:AA==:`, body)).toBe(false);
  });
});

describe('the signature base', () => {
  it('is RFC 9421’s: a line a component, the parameters last and without a line end', () => {
    const components = ['@method', '@path', '@query', 'content-digest'] as const;
    const request = { method: 'POST', target: '/a%20b?x=1&y=%2F', contentDigest: 'sha-256=:x:' };
    expect(signatureBase(request, { components, params: '(…)' })).toBe(
      [
        '"@method": POST',
        '"@path": /a%20b',
        '"@query": ?x=1&y=%2F',
        '"content-digest": sha-256=:x:',
        '"@signature-params": (…)',
      ].join('\n'),
    );
  });

  it('has a question mark alone where there is no query', () => {
    expect(signatureBase(BASE, { components: ['@query'], params: '' })).toContain('"@query": ?\n');
  });

  it('verifies the example B.2.6 of the RFC', () => {
    const privateKey = createPrivateKey(
      '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n',
    );
    const params =
      '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"';
    const base = [
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@method": POST',
      '"@path": /foo',
      '"@authority": example.com',
      '"content-type": application/json',
      '"content-length": 18',
      `"@signature-params": ${params}`,
    ].join('\n');
    const signature = sign(null, Buffer.from(base), privateKey).toString('base64');
    expect(signature).toBe('wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==');
  });
});

describe('what the npm package http-message-signatures signs', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const body = Buffer.from('{"code":"9700012300045613","amountMinor":3000}');

  it.each([
    ['without a body', 'GET', '/v1/pos/activations/abc', {}],
    ['with a query', 'GET', '/v1/pos/activations?x=1&y=a%20b', {}],
    ['with a body', 'POST', '/v1/pos/cards/check', { 'content-digest': contentDigest(body) }],
    [
      'with a body and a key',
      'POST',
      '/v1/pos/activations',
      { 'content-digest': contentDigest(body), 'idempotency-key': '0001-20261124-000017' },
    ],
    ['with a quoted key', 'POST', '/v1/pos/activations/a/reversal', { 'idempotency-key': '"a"' }],
  ])('is read, covers all and verifies: %s', async (_, method, target, headers) => {
    const signed = await httpbis.signMessage(
      {
        key: { id: 'till-1', alg: 'ed25519', sign: async (data: Buffer) => sign(null, data, privateKey) },
        name: 'sig1',
        fields: ['@method', '@path', '@query', ...Object.keys(headers)],
        params: ['created', 'keyid', 'alg'],
      },
      { method, url: `http://localhost:3000${target}`, headers: { ...headers } as Record<string, string> },
    );
    const header = (name: string): string => {
      const found = Object.entries(signed.headers).find(([key]) => key.toLowerCase() === name);
      return String(found?.[1]);
    };
    const given = headers as Record<string, string>;
    const request: SignedRequest = {
      method,
      target,
      ...(given['content-digest'] === undefined ? {} : { contentDigest: given['content-digest'] }),
      ...(given['idempotency-key'] === undefined ? {} : { idempotencyKey: given['idempotency-key'] }),
    };

    const input = readSignatureInput(header('signature-input'));
    const signature = readSignature(header('signature'));

    expect(input?.keyId).toBe('till-1');
    expect(coversAll(input!.components, request)).toBe(true);
    const fits = (what: SignedRequest): boolean =>
      verify(
        null,
        Buffer.from(signatureBase(what, input!)),
        createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
        signature!,
      );
    expect(fits(request)).toBe(true);
    expect(fits({ ...request, method: 'PUT' })).toBe(false);
    expect(fits({ ...request, target: `${target}x` })).toBe(false);
  });
});
