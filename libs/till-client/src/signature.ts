import { invariant } from '#lib/kernel';
import type { Signer } from './signer.js';

/** A call as it goes over the wire: what is signed is what is sent, byte for byte. */
export interface SignableRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As the server sees it, percent-encoded, without the query. */
  readonly path: string;
  /** With its question mark; empty when there is none. */
  readonly query?: string;
  /** JSON text. */
  readonly body?: string;
  readonly idempotencyKey?: string;
}

export type SignedHeaders = Readonly<Record<string, string>>;

export const SIGNATURE_LABEL = 'sig1';
/** How far `created` may be from the server's clock. */
export const SIGNATURE_AGE_MAX_S = 300;
const KEY_ID = /^[A-Za-z0-9._~-]{1,64}$/;

/**
 * All headers of one call, signed (RFC 9421). Pure but for the signer: a load generator signs ahead of the run, a till
 * anew for each try, so that a repeat is never too old.
 */
export async function signRequest(
  request: SignableRequest,
  signer: Signer,
  createdS: number = Math.floor(Date.now() / 1_000),
): Promise<SignedHeaders> {
  const digest = request.body === undefined ? undefined : base64(await signer.sha256(request.body));
  const headers = {
    ...(digest === undefined ? {} : { 'content-type': 'application/json', 'content-digest': `sha-256=:${digest}:` }),
    ...(request.idempotencyKey === undefined ? {} : { 'idempotency-key': request.idempotencyKey }),
  };
  const { base, parameters } = signatureBase(request, headers, signer.keyId, createdS);
  const signature = base64(await signer.sign(base));
  return {
    ...headers,
    'signature-input': `${SIGNATURE_LABEL}=${parameters}`,
    signature: `${SIGNATURE_LABEL}=:${signature}:`,
  };
}

/** The text under the signature, and the parameters that say what it covers (RFC 9421 §2.5). */
function signatureBase(
  { method, path, query }: SignableRequest,
  headers: SignedHeaders,
  keyId: string,
  createdS: number,
): { readonly base: string; readonly parameters: string } {
  invariant(KEY_ID.test(keyId), 'a key id is 1 to 64 of A–Z a–z 0–9 . _ ~ -');
  const covered: [name: string, value: string][] = [
    ['@method', method],
    ['@path', path],
    ['@query', query === undefined || query === '' ? '?' : query],
  ];
  for (const name of ['content-digest', 'idempotency-key']) {
    const value = headers[name];
    if (value !== undefined) covered.push([name, value]);
  }
  const names = covered.map(([name]) => `"${name}"`).join(' ');
  const parameters = `(${names});created=${createdS};keyid="${keyId}";alg="ed25519"`;
  const lines = covered.map(([name, value]) => `"${name}": ${value}`);
  return { base: [...lines, `"@signature-params": ${parameters}`].join('\n'), parameters };
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
