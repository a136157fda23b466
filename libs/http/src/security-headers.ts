import { createHash } from 'node:crypto';

/** What every answer says about itself. Pages put their own policy over the first line. */
const ON_ALL: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
const TWO_YEARS_S = 63_072_000;

export interface HeaderOptions {
  /** Reached over TLS: browsers are told never to try without. */
  readonly https: boolean;
}

export function securityHeaders(url: string, { https }: HeaderOptions): Readonly<Record<string, string>> {
  const ofApi = url.startsWith('/v1/') ? { 'cache-control': 'no-store' } : undefined;
  const ofTls = https ? { 'strict-transport-security': `max-age=${TWO_YEARS_S}` } : undefined;
  return { ...ON_ALL, ...ofApi, ...ofTls };
}

/** What a page of ours may do. */
export interface PageNeeds {
  /** The texts of its `<style>` elements, character by character. */
  readonly styles?: readonly string[];
  /** Scripts and style sheets of our own origin, and calls to it. */
  readonly ownScripts?: boolean;
}

/** The policy of one HTML page: its own inline styles by hash, forms and files of this origin only, no frame around it. */
export function pagePolicy({ styles = [], ownScripts = false }: PageNeeds = {}): string {
  const hashes = styles.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  const scripts = ownScripts ? ["script-src 'self'", "connect-src 'self'"] : [];
  return [
    "default-src 'none'",
    `style-src 'self' ${hashes.join(' ')}`.trim(),
    "img-src 'self' data:",
    "font-src 'self'",
    ...scripts,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
