import { readPublicFile } from './public-file.js';

const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
const signingKey = 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=';

describe('what a print house sends of its keys', () => {
  it('is read from its file, and from any text around both keys', () => {
    const both = { recipient, signingKey };
    expect(readPublicFile(JSON.stringify({ ...both, fingerprint: '3f2a' }, null, 2))).toEqual(both);
    expect(readPublicFile(`Hello, here they are:\n${recipient}\n${signingKey}\nDana`)).toEqual(both);
  });

  it('may hold the signing key as PEM, also inside JSON', () => {
    const pem = `-----BEGIN PUBLIC KEY-----\n${signingKey}\n-----END PUBLIC KEY-----`;
    expect(readPublicFile(`${recipient}\n${pem}`)).toEqual({ recipient, signingKey: pem });
    expect(readPublicFile(JSON.stringify({ recipient, signingKey: pem }))).toEqual({ recipient, signingKey: pem });
  });

  it('is refused where a secret is in it, before anything else', () => {
    for (const secret of ['AGE-SECRET-KEY-1QQQ', '-----BEGIN PRIVATE KEY-----']) {
      expect(readPublicFile(`${recipient}\n${signingKey}\n${secret}`).trouble).toContain('SECRET');
    }
  });

  it('says which half is missing', () => {
    expect(readPublicFile(recipient).trouble).toContain('Ed25519');
    expect(readPublicFile(signingKey).trouble).toContain('age1');
    expect(readPublicFile('ssh-ed25519 AAAA').trouble).toContain('no key');
  });
});
