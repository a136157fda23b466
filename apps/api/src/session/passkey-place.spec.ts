import { readConfig } from '#lib/runtime';
import { passkeyPlaceOf } from './passkey-place.js';

const place = (publicUrl: string | undefined, host: string | undefined, env = 'development') =>
  passkeyPlaceOf(readConfig({ NODE_ENV: env, ...(publicUrl === undefined ? {} : { PUBLIC_URL: publicUrl }) }), host);

describe('where passkeys are bound to', () => {
  it.each(['127.0.0.1:3000', 'localhost:3000', 'evil.example'])(
    'is the public name over https, for Host %s',
    (host) => {
      const ours = { rpId: 'office.reup.example', origin: 'https://office.reup.example' };
      expect(place('https://office.reup.example', host, 'production')).toEqual(ours);
      expect(place('https://office.reup.example/', host)).toEqual(ours);
    },
  );

  it('is localhost for who came by it, outside production', () => {
    const local = { rpId: 'localhost', origin: 'http://localhost:3000' };
    expect(place(undefined, 'localhost:3000')).toEqual(local);
    expect(place('http://localhost:3000', '127.0.0.1:3000')).toEqual(local);
    expect(place('http://10.0.0.5', 'localhost:3000', 'production')).toBeUndefined();
  });

  it.each([
    [undefined, '127.0.0.1:3000'],
    [undefined, undefined],
    [undefined, 'localhost.evil.example'],
    [undefined, 'localhost:3000.evil.example'],
    ['https://192.0.2.1', '192.0.2.1'],
    ['https://[2001:db8::1]', '[2001:db8::1]'],
    ['http://office.reup.example', 'office.reup.example'],
  ])('is nowhere at %s by %s: an address is no name, and plain http no secure context', (publicUrl, host) => {
    expect(place(publicUrl, host)).toBeUndefined();
  });
});
