import { createHash, generateKeyPairSync } from 'node:crypto';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { fingerprintGroups, fingerprintOfKeys, readHouseKeys } from './house-key.js';
import { makeHouseSecrets } from './house-tools.js';

const publicKeyOf = (type: 'ed25519' | 'x25519' | 'rsa') => {
  const pair =
    type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2_048 }) : generateKeyPairSync(type as 'ed25519');
  return pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
};

describe('the keys of a print house', () => {
  it('are taken as PEM or base64, and have one fingerprint', async () => {
    const { public: keys } = await makeHouseSecrets();
    const der = Buffer.from(keys.signingKey, 'base64');
    const pem = `-----BEGIN PUBLIC KEY-----\n${keys.signingKey}\n-----END PUBLIC KEY-----\n`;
    for (const signingKey of [keys.signingKey, pem, `  ${keys.signingKey}\n`]) {
      const read = await readHouseKeys(` ${keys.recipient}\n`, signingKey);
      expect(read).toEqual({ recipient: keys.recipient, signingKey: der });
      expect(fingerprintGroups(fingerprintOfKeys(read))).toBe(keys.fingerprint);
    }
    expect(keys.fingerprint).toMatch(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
    const by = `reup house key 1\n${keys.recipient}\n${keys.signingKey}\n`;
    expect(keys.fingerprint.replaceAll(' ', '')).toBe(createHash('sha256').update(by).digest('hex'));
  });

  it('have another fingerprint when either of them is another', async () => {
    const [a, b] = [(await makeHouseSecrets()).public, (await makeHouseSecrets()).public];
    const mixed = await readHouseKeys(a.recipient, b.signingKey);
    expect([a.fingerprint, b.fingerprint]).not.toContain(fingerprintGroups(fingerprintOfKeys(mixed)));
  });

  it('of a wrong kind are refused with what to send', async () => {
    const { public: good } = await makeHouseSecrets();
    const hybrid = await identityToRecipient(await generateHybridIdentity());
    const lowOrder = 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq';
    const typo = good.recipient.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q'));
    const recipients = [
      '',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA',
      hybrid,
      typo,
      good.recipient.toUpperCase(),
      lowOrder,
    ];
    for (const recipient of recipients) {
      await expect(readHouseKeys(recipient, good.signingKey)).rejects.toMatchObject({ code: 'house_key.invalid' });
    }
    const signing = ['', 'ssh-rsa AAAA', publicKeyOf('x25519'), publicKeyOf('rsa'), good.recipient, 'A'.repeat(60)];
    for (const signingKey of signing) {
      await expect(readHouseKeys(good.recipient, signingKey)).rejects.toMatchObject({ code: 'house_key.invalid' });
    }
  });

  it('that are secret are refused, and nothing of them is said again', async () => {
    const { identity, signingPem, public: good } = await makeHouseSecrets();
    const mistakes = [
      [identity, good.signingKey],
      [identity.toLowerCase(), good.signingKey],
      [good.recipient, signingPem],
      [good.recipient, identity],
    ] as const;
    for (const [recipient, signingKey] of mistakes) {
      const refusal = await readHouseKeys(recipient, signingKey).catch((error: unknown) => error as Error);
      expect(refusal).toMatchObject({ code: 'house_key.invalid', message: expect.stringContaining('SECRET') });
      const told = JSON.stringify(refusal, Object.getOwnPropertyNames(refusal)).toUpperCase();
      expect(told.includes(identity.slice(16)) || told.includes(signingPem.split('\n')[1]!.toUpperCase())).toBe(false);
    }
  });
});
