import { type JsonWebKey, type KeyObject, createHash, createPublicKey } from 'node:crypto';
import { Problem } from '#lib/kernel';

/** What a terminal's owner sends: PEM (SPKI) or a JWK. */
export type PublicKeyInput = string | Readonly<Record<string, unknown>>;

/** The 44 bytes of an Ed25519 public key (SPKI in DER). Refuses any other key, and private ones above all. */
export function readPublicKey(input: PublicKeyInput): Buffer {
  const key = typeof input === 'string' ? fromPem(input) : fromJwk(input);
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new Problem('request.invalid', 'Send an Ed25519 public key: PEM (SPKI) or JWK (kty OKP, crv Ed25519).');
  }
  return key.export({ type: 'spki', format: 'der' });
}

/** A name made of the key itself, where its owner gave none. */
export function keyIdOf(spki: Buffer): string {
  return createHash('sha256').update(spki).digest('base64url').slice(0, 22);
}

export function toKeyObject(spki: Buffer): KeyObject {
  return createPublicKey({ key: spki, format: 'der', type: 'spki' });
}

/** Node makes a public key of a private one without a word. */
const PRIVATE = new Problem('request.invalid', 'That is a private key: it stays in the till. Make a new pair.');

function fromPem(pem: string): KeyObject | undefined {
  if (pem.includes('PRIVATE')) throw PRIVATE;
  return parsed(() => createPublicKey({ key: pem, format: 'pem' }));
}

function fromJwk(jwk: Readonly<Record<string, unknown>>): KeyObject | undefined {
  if ('d' in jwk) throw PRIVATE;
  return parsed(() => createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }));
}

function parsed(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
