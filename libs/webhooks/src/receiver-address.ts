import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Problem } from '#lib/kernel';
import ipaddr from 'ipaddr.js';

export interface ReceiverRules {
  /** Also plain HTTP and any port, on this machine alone: for whoever builds a receiver. */
  readonly loopback: boolean;
}

/** The address may not be called, whatever its name says. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

const URL_LENGTH_MAX = 1_000;
const DNS_TRY_MS = 2_000;
const LOOPBACK_NAMES: Readonly<Record<string, string>> = { localhost: '127.0.0.1' };

/** Reads what a person typed; refuses all that can't be a receiver on the public network over https. */
export function readReceiverUrl(text: string, { loopback }: ReceiverRules): URL {
  const url = text.length <= URL_LENGTH_MAX && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new Problem('webhook.url_refused', 'Send a whole address: https://…');
  if (url.username !== '' || url.password !== '') refuse('Send no name or password in it: the signature proves us.');
  if (url.hash !== '') refuse('Send it without a #part: it is never sent to a server.');
  const host = hostOf(url);
  if (loopback && isLoopbackHost(host) && ['http:', 'https:'].includes(url.protocol)) return url;
  if (url.protocol !== 'https:') refuse('Send an https address.');
  if (url.port !== '') refuse('Send an address without a port: events go to 443.');
  if (isIP(host) === 0 ? !host.includes('.') : !isPublicAddress(host)) refuse('The host is not on the public network.');
  return url;
}

function refuse(detail: string): never {
  throw new Problem('webhook.url_refused', detail);
}

/** The host as the resolver and `net` take it: without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

/**
 * Neither of a private network nor of this host, the link, a carrier, a tunnel or a translation into IPv4: only what
 * is plainly somebody's address on the public network.
 */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'unicast';
}

function isLoopbackHost(host: string): boolean {
  const address = LOOPBACK_NAMES[host] ?? host;
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback';
}

export type ResolveHost = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * All addresses of the host, each of which may be called.
 * @throws AddressRefused when one of them may not: a name that points to both is no mistake.
 */
export async function receiverAddresses(
  host: string,
  { loopback }: ReceiverRules,
  resolve: ResolveHost,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (loopback && isLoopbackHost(host)) return [LOOPBACK_NAMES[host] ?? host];
  const addresses = isIP(host) === 0 ? await resolve(host, signal) : [host];
  if (addresses.length === 0 || !addresses.every(isPublicAddress)) throw new AddressRefused('not a public address');
  return addresses;
}

/** Asks the name servers, not this machine's own list of hosts, and takes no thread that signatures wait for. */
export const resolveHost: ResolveHost = async (host, signal) => {
  const resolver = new Resolver({ timeout: DNS_TRY_MS, tries: 2 });
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length === 0) throw (answers[0] as PromiseRejectedResult).reason;
    return found;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
};
