import { AddressRefused, isPublicAddress, readReceiverUrl, receiverAddresses } from './receiver-address.js';

const strict = { loopback: false };
const never = new AbortController().signal;

describe('a receiver’s address', () => {
  it.each(['https://example.com/hooks?shop=1', 'https://hooks.example.co.uk:443/', 'https://8.8.8.8/'])(
    'may be %s',
    (text) => expect(readReceiverUrl(text, strict).protocol).toBe('https:'),
  );

  it.each([
    'http://example.com/',
    'https://example.com:8443/',
    'https://user:word@example.com/',
    'https://example.com/#part',
    'https://localhost/',
    'https://intranet/',
    'https://127.0.0.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://169.254.169.254/latest/meta-data/',
    'ftp://example.com/',
    'example.com',
    '',
    `https://example.com/${'a'.repeat(1_000)}`,
  ])('is never %s', (text) => {
    expect(() => readReceiverUrl(text, strict)).toThrow(expect.objectContaining({ code: 'webhook.url_refused' }));
  });

  it('may be this machine where that is allowed, and only this machine then', () => {
    const allowed = { loopback: true };
    for (const text of ['http://127.0.0.1:4000/', 'http://localhost:4000/', 'http://[::1]:4000/']) {
      expect(readReceiverUrl(text, allowed).href).toBe(text);
    }
    for (const text of ['http://10.0.0.1/', 'http://example.com/', 'https://169.254.169.254/']) {
      expect(() => readReceiverUrl(text, allowed)).toThrow(expect.objectContaining({ code: 'webhook.url_refused' }));
    }
  });

  it.each([
    ['this host', '127.0.0.1', '::1', '0.0.0.0', '::'],
    ['private networks', '10.1.2.3', '172.16.0.1', '192.168.1.1', 'fc00::1', 'fec0::1'],
    ['the link', '169.254.169.254', 'fe80::1'],
    ['a carrier', '100.64.0.1'],
    ['mapped and translated ones', '::ffff:8.8.8.8', '::8.8.8.8', '64:ff9b::808:808', '2002:808:808::', '2001::1'],
    ['many at once, and nobody', '224.0.0.1', '255.255.255.255', 'ff02::1', '192.0.2.1', '198.18.0.1', '2001:db8::1'],
  ])('of %s is not public', (_, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it('is refused when one of the name’s addresses is private', async () => {
    const names: Record<string, string[]> = {
      'good.example': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
      'both.example': ['93.184.215.14', '10.0.0.1'],
      'none.example': [],
    };
    const ask = (host: string, rules = strict) => receiverAddresses(host, rules, async (name) => names[name]!, never);
    await expect(ask('good.example')).resolves.toEqual(names['good.example']);
    await expect(ask('both.example')).rejects.toThrow(AddressRefused);
    await expect(ask('none.example')).rejects.toThrow(AddressRefused);
    await expect(ask('both.example', { loopback: true })).rejects.toThrow(AddressRefused);
    await expect(ask('127.0.0.1')).rejects.toThrow(AddressRefused);
    await expect(ask('localhost', { loopback: true })).resolves.toEqual(['127.0.0.1']);
  });
});
