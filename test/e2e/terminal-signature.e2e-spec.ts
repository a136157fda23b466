import { sign } from 'node:crypto';
import { contentDigest } from '#lib/http';
import { RetailService } from '#lib/retail';
import { httpbis } from 'http-message-signatures';
import { TestApi, type TestTill } from '../support/api.js';

const CHECK = { method: 'POST', path: '/v1/pos/cards/check', body: { code: '9700000100000010' } } as const;
const STATUS = { method: 'GET', path: '/v1/pos/activations/some-key' } as const;
const nowS = (): number => Math.floor(Date.now() / 1_000);

/** Who is there is known when the answer is about the card and not about the signature. */
const KNOWN = /^(card\.not_found|serial\.check_digit)$/;

describe('a till’s signature', () => {
  let api: TestApi;
  let till: TestTill;

  beforeAll(async () => {
    api = await TestApi.start();
    till = await api.till();
  });
  afterAll(() => api.close());

  it('of our own client is taken, with and without a body', async () => {
    expect((await api.signedCall(till, CHECK)).json.code).toMatch(KNOWN);
    const status = await api.signedCall(till, STATUS);
    expect([status.status, status.json.state]).toEqual([200, 'unknown']);
  });

  it('of the npm package http-message-signatures is taken', async () => {
    const signed = await httpbis.signMessage(
      {
        key: { id: till.keyId, alg: 'ed25519', sign: async (data: Buffer) => sign(null, data, till.privateKeyPem) },
        name: 'sig1',
        fields: ['@method', '@path', '@query'],
        params: ['created', 'keyid', 'alg'],
      },
      { method: 'GET', url: `${api.url}${STATUS.path}`, headers: {} },
    );
    const answer = await api.send('GET', STATUS.path, undefined, signed.headers as Record<string, string>);
    expect(answer.status).toBe(200);
  });

  it.each([
    ['the body', ['@method', '@path', '@query', 'idempotency-key']],
    ['the key', ['@method', '@path', '@query', 'content-digest']],
    ['the path', ['@method', '@query', 'content-digest', 'idempotency-key']],
    ['the method', ['@path', '@query', 'content-digest', 'idempotency-key']],
    ['the query', ['@method', '@path', 'content-digest', 'idempotency-key']],
  ])('that is right but leaves out %s is refused', async (_, fields) => {
    const body = JSON.stringify(CHECK.body);
    const headers = { 'content-digest': contentDigest(Buffer.from(body)), 'idempotency-key': 'key-1' };
    const signWith = async (covered: string[]): Promise<string> => {
      const signed = await httpbis.signMessage(
        {
          key: { id: till.keyId, alg: 'ed25519', sign: async (data: Buffer) => sign(null, data, till.privateKeyPem) },
          name: 'sig1',
          fields: covered,
          params: ['created', 'keyid', 'alg'],
        },
        { method: 'POST', url: `${api.url}${CHECK.path}`, headers },
      );
      const sent = { ...(signed.headers as Record<string, string>), 'content-type': 'application/json' };
      return (await api.send('POST', CHECK.path, body, sent)).json.code;
    };
    expect(await signWith(['@method', '@path', '@query', 'content-digest', 'idempotency-key'])).toMatch(KNOWN);
    expect(await signWith(fields)).toBe('signature.invalid');
  });

  it('may be repeated to the byte', async () => {
    const createdS = nowS();
    const answers = [
      await api.signedCall(till, STATUS, { createdS }),
      await api.signedCall(till, STATUS, { createdS }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  it.each([
    [-299, 200],
    [299, 200],
    [-302, 401],
    [302, 401],
  ])('made %i s from now: %i', async (offsetS, status) => {
    const answer = await api.signedCall(till, STATUS, { createdS: nowS() + offsetS });
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.json.code).toBe('signature.expired');
  });

  const resend = async (
    change: (headers: Record<string, string>) => void,
    { method = 'POST', path = CHECK.path as string, body = JSON.stringify(CHECK.body) } = {},
  ): Promise<string> => {
    const { signRequest, openSigner } = await import('#lib/till-client');
    const request = {
      method: 'POST',
      path: CHECK.path,
      body: JSON.stringify(CHECK.body),
      idempotencyKey: 'key-1',
    } as const;
    const headers = { ...(await signRequest(request, await openSigner(till.keyId, till.privateKeyPem))) };
    change(headers);
    return (await api.send(method, path, body, headers)).json.code;
  };

  it('covers exactly what is sent', async () => {
    expect(await resend(() => undefined)).toMatch(KNOWN);
  });

  it.each([
    ['another body', () => undefined, { body: '{"code":"9700000100000028"}' }],
    [
      'another body with its digest',
      (h: Record<string, string>) => {
        h['content-digest'] = 'sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:';
      },
      { body: '{}' },
    ],
    ['another path', () => undefined, { path: '/v1/pos/activations' }],
    ['the path in other letters', () => undefined, { path: '/v1/pos/cards/%63heck' }],
    ['a query added', () => undefined, { path: `${CHECK.path}?x=1` }],
    [
      'another key',
      (h: Record<string, string>) => {
        h['idempotency-key'] = 'key-2';
      },
      {},
    ],
    [
      'the key taken away',
      (h: Record<string, string>) => {
        delete h['idempotency-key'];
      },
      {},
    ],
    [
      'the digest taken away',
      (h: Record<string, string>) => {
        delete h['content-digest'];
      },
      {},
    ],
    [
      'another time',
      (h: Record<string, string>) => {
        h['signature-input'] = h['signature-input']!.replace(/created=\d+/, `created=${nowS() - 5}`);
      },
      {},
    ],
    [
      'an unknown key id',
      (h: Record<string, string>) => {
        h['signature-input'] = h['signature-input']!.replace(/keyid="[^"]+"/, 'keyid="nobody"');
      },
      {},
    ],
    [
      'fewer components',
      (h: Record<string, string>) => {
        h['signature-input'] = h['signature-input']!.replace(' "content-digest"', '');
      },
      {},
    ],
    [
      'another signature',
      (h: Record<string, string>) => {
        h['signature'] = `sig1=:${Buffer.alloc(64, 1).toString('base64')}:`;
      },
      {},
    ],
    [
      'no signature',
      (h: Record<string, string>) => {
        delete h['signature'];
      },
      {},
    ],
    [
      'no input',
      (h: Record<string, string>) => {
        delete h['signature-input'];
      },
      {},
    ],
    [
      'a second signature',
      (h: Record<string, string>) => {
        h['signature'] = `${h['signature']}, ${h['signature']}`;
      },
      {},
    ],
  ])('does not survive %s', async (_, change, request) => {
    expect(await resend(change as (headers: Record<string, string>) => void, request)).toBe('signature.invalid');
  });

  it('of one till does not open another’s sale', async () => {
    const other = await api.till();
    const forged = { ...other, keyId: till.keyId };
    expect((await api.signedCall(forged, STATUS)).json.code).toBe('signature.invalid');
  });

  it('ends when its key is revoked, at once; a second key goes on', async () => {
    const admin = await api.person('admin');
    const { makeTerminalKey } = await import('#lib/till-client');
    const { privateKeyPem, publicKey } = await makeTerminalKey();
    const one = await api.till();
    expect((await api.signedCall(one, STATUS)).status).toBe(200);
    const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(publicKey).toString('base64')}\n-----END PUBLIC KEY-----\n`;
    const keys = `/v1/office/terminals/${one.terminalId}/keys`;
    const added = await api.call('POST', keys, { token: admin.token, body: { publicKey: pem } });
    expect(added.status).toBe(201);
    const second = { ...one, keyId: added.json.keyId as string, privateKeyPem };
    expect((await api.signedCall(second, STATUS)).status).toBe(200);

    const revoked = await api.call('POST', `${keys}/${one.keyId}/revoke`, { token: admin.token });
    expect([revoked.status, typeof revoked.json.revokedAt]).toEqual([200, 'string']);
    expect((await api.signedCall(one, STATUS)).json.code).toBe('signature.invalid');
    expect((await api.signedCall(second, STATUS)).status).toBe(200);
    const other = await api.call('POST', `/v1/office/terminals/${till.terminalId}/keys/${second.keyId}/revoke`, {
      token: admin.token,
    });
    expect(other.json.code).toBe('terminal.not_found');
  });

  it('is not held up by a hundred at once', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => api.signedCall(till, STATUS)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});

describe('a supervisor’s code', () => {
  it('is known by its store’s supervisors alone, and not guessed', async () => {
    const api = await TestApi.start();
    try {
      const { createClerk, hashSupervisorCode } = await import('#lib/retail');
      const [till, elsewhere] = [await api.till(), await api.till()];
      const supervisorCodeHash = await hashSupervisorCode('4711');
      const clerk = { storeId: till.storeId, name: 'Sue', code: '17', supervisorCodeHash };
      const id = await api.transactions.run((tx) => createClerk(tx, clerk));
      const retail = api.app.get(RetailService);
      expect(await retail.supervisorOf(till.storeId, '4711')).toBe(`clerk:${id}`);
      expect(await retail.supervisorOf(elsewhere.storeId, '4711')).toBeUndefined();
      for (let i = 0; i < 5; i++) expect(await retail.supervisorOf(till.storeId, `${i}`)).toBeUndefined();
      await expect(retail.supervisorOf(till.storeId, '4711')).rejects.toMatchObject({ code: 'rate.limited' });
    } finally {
      await api.close();
    }
  });
});
