import { newId } from '#lib/kernel';
import type { Signer } from './signer.js';

/** A key as Web Crypto holds it. Derived, because only one of our compilations knows a browser's types. */
export type SubtleKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** A till's key that never leaves its browser: the private half can be used and kept in IndexedDB, not read. */
export interface WebKey {
  /** Made here, and sent along: a till whose enrolment was never answered still knows what its key is called. */
  readonly keyId: string;
  readonly privateKey: SubtleKey;
  /** For us, as a JWK (RFC 8037). */
  readonly publicKey: { readonly kty: string; readonly crv: string; readonly x: string };
}

/** Web Crypto's Ed25519: Chromium from 137, Firefox from 129, Safari from 17; pages on https or this machine only. */
export async function makeWebKey(keyId: string = newId()): Promise<WebKey> {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new TypeError('Ed25519 makes a pair');
  const { kty = '', crv = '', x = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { keyId, privateKey: pair.privateKey, publicKey: { kty, crv, x } };
}

export function openWebSigner({ keyId, privateKey }: Pick<WebKey, 'keyId' | 'privateKey'>): Signer {
  const utf8 = new TextEncoder();
  return {
    keyId,
    sign: async (text) => new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, utf8.encode(text))),
    sha256: async (text) => new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(text))),
  };
}
