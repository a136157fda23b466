import { isIP } from 'node:net';
import type { Cidr } from '#lib/runtime';
import ipaddr from 'ipaddr.js';

/** What of a request tells where it came from. */
export interface Whence {
  /** The other end of the connection. */
  readonly socket: string | undefined;
  /** `X-Forwarded-For`, if any. */
  readonly forwardedFor: string | undefined;
  readonly host: string | undefined;
}

const UNKNOWN = '0.0.0.0';

/**
 * The last address in X-Forwarded-For that none of our proxies owns, else the socket's. Only a proxy of ours is
 * believed: each adds the address it was called from at the end, so what stands further left may be forged.
 */
export function clientAddress({ socket, forwardedFor }: Whence, proxies: readonly Cidr[]): string {
  const peer = addressIn(socket ?? '') ?? UNKNOWN;
  if (forwardedFor === undefined || !ours(peer, proxies)) return peer;
  for (const hop of forwardedFor.split(',').reverse()) {
    const address = addressIn(hop.trim());
    if (address === undefined) return peer;
    if (!ours(address, proxies)) return address;
  }
  return peer;
}

function ours(address: string, proxies: readonly Cidr[]): boolean {
  return proxies.some((proxy) => proxy.contains(address));
}

const BRACKETED = /^\[([0-9A-Fa-f:.]+)\](?::\d{1,5})?$/;
const WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/;

/** One spelling for each address: no port, no brackets, IPv4 inside IPv6 as IPv4, IPv6 in its short form. */
function addressIn(text: string): string | undefined {
  const bare = BRACKETED.exec(text)?.[1] ?? WITH_PORT.exec(text)?.[1] ?? text;
  if (isIP(bare) === 0) return undefined;
  const zoneless = bare.split('%')[0]!;
  return ipaddr.process(zoneless).toString();
}

/** What one subscriber holds: an IPv4 address, a /64 of IPv6. Limits count by it. */
export function subscriberOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const parts = (ipaddr.parse(address) as ipaddr.IPv6).parts.slice(0, 4);
  return `${parts.map((part) => part.toString(16)).join(':')}::/64`;
}

const NETWORK_V4_BITS = 24;
const NETWORK_V6_PARTS = 3;

/** Where a machine that stands still is at home: the /24 of IPv4, the /48 of IPv6; `undefined` of no address. */
export function networkOf(address: string): string | undefined {
  if (address === UNKNOWN || isIP(address) === 0) return undefined;
  if (isIP(address) === 4) return `${address.split('.').slice(0, 3).join('.')}.0/${NETWORK_V4_BITS}`;
  const parts = (ipaddr.parse(address) as ipaddr.IPv6).parts.slice(0, NETWORK_V6_PARTS);
  return `${parts.map((part) => part.toString(16)).join(':')}::/${NETWORK_V6_PARTS * 16}`;
}

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * Whether the caller sits at this machine: a loopback connection that nobody forwarded, to a host name of this
 * machine (a page elsewhere whose name was made to point at 127.0.0.1 sends its own name).
 */
export function isThisMachine({ socket, forwardedFor, host }: Whence): boolean {
  const peer = addressIn(socket ?? '');
  const loopback = peer !== undefined && ipaddr.parse(peer).range() === 'loopback';
  return loopback && forwardedFor === undefined && host !== undefined && LOOPBACK_HOST.test(host);
}
