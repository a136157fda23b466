import { isIP } from 'node:net';
import type { PasskeyPlace } from '#lib/access';
import type { Config } from '#lib/runtime';

const LOCAL = /^localhost(:\d{1,5})?$/;

/**
 * Where passkeys are bound to. They need a host name and a secure context: the public address when it is https by name
 * (or localhost); outside production also a browser that came by `localhost`, because the default address is an IP,
 * and an IP has no passkeys. A forged Host header gains nothing: what is signed names the origin the browser saw.
 */
export function passkeyPlaceOf(config: Config, host: string | undefined): PasskeyPlace | undefined {
  const { protocol, hostname, origin } = new URL(config.publicUrl);
  const isName = isIP(hostname.replace(/^\[|\]$/g, '')) === 0;
  if (isName && (protocol === 'https:' || hostname === 'localhost')) return { rpId: hostname, origin };
  if (config.production || host === undefined || !LOCAL.test(host)) return undefined;
  return { rpId: 'localhost', origin: `http://${host}` };
}
