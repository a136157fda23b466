import { createHash } from 'node:crypto';

/**
 * Our one profile of HTTP message signatures (RFC 9421): label `sig1`; the method, the path and the query, the body's
 * digest where there is a body, the idempotency key where there is one; `created`, `keyid` and `alg="ed25519"`.
 * The host is not signed: proxies rewrite it, and a key is known to one system only.
 */
export const SIGNATURE_LABEL = 'sig1';
/** How far `created` may be from our clock. */
export const SIGNATURE_WINDOW_S = 300;

const COMPONENTS = ['@method', '@path', '@query', 'content-digest', 'idempotency-key'] as const;
export type SignedComponent = (typeof COMPONENTS)[number];

/** What of a request is signed. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  readonly contentDigest?: string;
  readonly idempotencyKey?: string;
}

export interface SignatureInput {
  readonly components: readonly SignedComponent[];
  readonly createdS: number;
  readonly keyId: string;
  /** The value of `@signature-params`, as it came. */
  readonly params: string;
}

const INPUT_LENGTH_MAX = 512;
const INPUT = /^sig1=(\(("[a-z@-]+"(?: "[a-z@-]+")*)\)((?:;[a-z]+=[A-Za-z0-9"._~-]+){3}))$/;
const PARAM = /;(?:created=(\d{1,11})|keyid="([A-Za-z0-9._~-]{1,64})"|(alg)="ed25519")/y;
const SIGNATURE = /^sig1=:([A-Za-z0-9+/]{86}==):$/;
const DIGEST = /^sha-256=:([A-Za-z0-9+/]{43}=):$/;

/** Reads `Signature-Input`; whatever is not our profile to the letter is `undefined`. */
export function readSignatureInput(header: string): SignatureInput | undefined {
  if (header.length > INPUT_LENGTH_MAX) return undefined;
  const found = INPUT.exec(header);
  if (found === null) return undefined;
  const components = found[2]!.split(' ').map((quoted) => quoted.slice(1, -1));
  if (new Set(components).size !== components.length || !components.every(isComponent)) return undefined;
  const params = readParams(found[3]!);
  return params === undefined ? undefined : { components, ...params, params: found[1]! };
}

function isComponent(name: string): name is SignedComponent {
  return (COMPONENTS as readonly string[]).includes(name);
}

/** Each of the three exactly once, in any order. */
function readParams(text: string): { readonly createdS: number; readonly keyId: string } | undefined {
  let createdS: number | undefined;
  let keyId: string | undefined;
  let algorithm = false;
  PARAM.lastIndex = 0;
  while (PARAM.lastIndex < text.length) {
    const found = PARAM.exec(text);
    if (found === null) return undefined;
    if (found[1] !== undefined) createdS = Number(found[1]);
    if (found[2] !== undefined) keyId = found[2];
    if (found[3] !== undefined) algorithm = true;
  }
  return createdS === undefined || keyId === undefined || !algorithm ? undefined : { createdS, keyId };
}

/** The 64 bytes of an Ed25519 signature. */
export function readSignature(header: string): Buffer | undefined {
  const found = SIGNATURE.exec(header);
  return found === null ? undefined : Buffer.from(found[1]!, 'base64');
}

/** Whether exactly what must be signed of this request is. */
export function coversAll(components: readonly SignedComponent[], request: SignedRequest): boolean {
  const digest = request.contentDigest !== undefined;
  const key = request.idempotencyKey !== undefined;
  return (
    components.length === 3 + Number(digest) + Number(key) &&
    components.includes('@method') &&
    components.includes('@path') &&
    components.includes('@query') &&
    components.includes('content-digest') === digest &&
    components.includes('idempotency-key') === key
  );
}

/** The value of `Content-Digest` (RFC 9530). */
export function contentDigest(body: Buffer): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

export function digestFits(header: string, body: Buffer): boolean {
  return DIGEST.test(header) && header === contentDigest(body);
}

/** The text that is signed (RFC 9421 §2.5). */
export function signatureBase(
  request: SignedRequest,
  { components, params }: Pick<SignatureInput, 'components' | 'params'>,
): string {
  const lines = components.map((name) => `"${name}": ${valueOf(name, request)}\n`);
  return `${lines.join('')}"@signature-params": ${params}`;
}

function valueOf(name: SignedComponent, request: SignedRequest): string {
  switch (name) {
    case '@method':
      return request.method;
    case '@path':
      return pathOf(request.target);
    case '@query':
      return queryOf(request.target);
    case 'content-digest':
      return request.contentDigest ?? '';
    case 'idempotency-key':
      return request.idempotencyKey ?? '';
  }
}

function pathOf(target: string): string {
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

/** With its question mark, which stands alone where there is no query. */
function queryOf(target: string): string {
  const start = target.indexOf('?');
  return start === -1 ? '?' : target.slice(start);
}
