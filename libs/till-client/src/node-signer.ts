import type { Signer } from './signer.js';

/** A new till's pair. It keeps the private key (PKCS #8) and tells us the public one. */
export interface TerminalKey {
  readonly privateKeyPem: string;
  /** As the office takes it (SPKI). */
  readonly publicKeyPem: string;
  /** The same, DER: 44 bytes. */
  readonly publicKey: Uint8Array;
}

/** A signer on Node's own crypto, which is loaded here, so that a browser never asks for it. */
export async function openSigner(keyId: string, privateKeyPem: string): Promise<Signer> {
  const { createHash, createPrivateKey, sign } = await import('node:crypto');
  const key = createPrivateKey(privateKeyPem);
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('a till signs with an Ed25519 key');
  return {
    keyId,
    sign: (text) => sign(null, Buffer.from(text), key),
    sha256: (text) => createHash('sha256').update(text).digest(),
  };
}

export async function makeTerminalKey(): Promise<TerminalKey> {
  const { generateKeyPairSync } = await import('node:crypto');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
  };
}
