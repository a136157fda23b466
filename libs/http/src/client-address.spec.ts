import { readConfig } from '#lib/runtime';
import { clientAddress, isThisMachine, networkOf, subscriberOf } from './client-address.js';

const { trustedProxies } = readConfig({ TRUSTED_PROXIES: '10.0.0.0/8, 127.0.0.1, 2001:db8::/32' });

function from(socket: string | undefined, forwardedFor?: string): string {
  return clientAddress({ socket, forwardedFor, host: undefined }, trustedProxies);
}

describe('the client’s address', () => {
  it.each([
    ['the socket’s, where nobody forwarded', '203.0.113.9', undefined, '203.0.113.9'],
    ['the socket’s, where a stranger says he forwards', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['what our proxy was called from', '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    [
      'the last that is not ours: what stands left may be forged',
      '10.0.0.1',
      '1.1.1.1, 198.51.100.1, 10.0.0.2',
      '198.51.100.1',
    ],
    ['the socket’s, where all are ours', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.1'],
    ['the socket’s, where the last is no address', '10.0.0.1', '198.51.100.1, unknown', '10.0.0.1'],
    ['without a port', '10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['IPv6 without brackets and port', '10.0.0.1', '[2001:DB9:0::1]:4711', '2001:db9::1'],
    ['IPv6 behind an IPv6 proxy', '2001:db8::5', '2001:db9::1', '2001:db9::1'],
    ['IPv4 inside IPv6 as IPv4', '::ffff:203.0.113.9', undefined, '203.0.113.9'],
    ['IPv4 inside IPv6 of a proxy of ours', '::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['an empty header is no address', '10.0.0.1', '', '10.0.0.1'],
    ['nothing known', undefined, '198.51.100.1', '0.0.0.0'],
  ])('is %s', (_, socket, forwardedFor, expected) => {
    expect(from(socket, forwardedFor)).toBe(expected);
  });

  it('believes nobody where no proxy is configured', () => {
    const whence = { socket: '127.0.0.1', forwardedFor: '198.51.100.1', host: undefined };
    expect(clientAddress(whence, [])).toBe('127.0.0.1');
  });

  it('reads a header of a hundred thousand characters quickly', () => {
    const began = performance.now();
    expect(from('10.0.0.1', '1.1.1.1,'.repeat(12_500))).toBe('10.0.0.1');
    expect(performance.now() - began).toBeLessThan(200);
  });
});

describe('what one subscriber holds', () => {
  it('is an IPv4 address or a /64', () => {
    expect(subscriberOf('203.0.113.9')).toBe('203.0.113.9');
    expect(subscriberOf('2001:db9:1:2:3::4')).toBe('2001:db9:1:2::/64');
    expect(subscriberOf('2001:db9:1:2:ffff::')).toBe(subscriberOf('2001:db9:1:2::1'));
  });

  it('is at home in a network: the /24 of IPv4, the /48 of IPv6', () => {
    expect(networkOf('203.0.113.9')).toBe('203.0.113.0/24');
    expect(networkOf('2001:db9:1:2:3::4')).toBe('2001:db9:1::/48');
    expect(networkOf('2001:db9:1:ffff::1')).toBe(networkOf('2001:db9:1::1'));
    expect(networkOf('::1')).toBe('0:0:0::/48');
    for (const none of ['', 'unknown', '0.0.0.0']) expect(networkOf(none)).toBeUndefined();
  });
});

describe('this machine', () => {
  it.each([
    ['127.0.0.1', undefined, '127.0.0.1:3000', true],
    ['::1', undefined, '[::1]:3000', true],
    ['::ffff:127.0.0.1', undefined, 'localhost:3000', true],
    ['127.0.0.1', '198.51.100.1', 'localhost', false],
    ['127.0.0.1', undefined, 'attacker.example', false],
    ['127.0.0.1', undefined, 'localhost.attacker.example', false],
    ['127.0.0.1', undefined, undefined, false],
    ['192.168.1.5', undefined, 'localhost', false],
  ])('from %s, forwarded for %s, to %s: %s', (socket, forwardedFor, host, expected) => {
    expect(isThisMachine({ socket, forwardedFor, host })).toBe(expected);
  });
});
