import type { IncomingHttpHeaders } from 'node:http';

/** Where a browser says that a request came from. */
export type Origin = 'here' | 'elsewhere' | 'unsaid';

/**
 * `Sec-Fetch-Site`, which pages cannot forge; of browsers that do not send it, the host in `Origin`. `null` is what a
 * form on a page without referrer sends, and also a sandboxed frame: it says nothing.
 */
export function originOf(headers: IncomingHttpHeaders, ownHosts: readonly string[]): Origin {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'here' : 'elsewhere';
  const { origin } = headers;
  if (origin === undefined || origin === 'null') return 'unsaid';
  const host = hostOf(origin);
  return host !== undefined && ownHosts.includes(host) ? 'here' : 'elsewhere';
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
