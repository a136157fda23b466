/** Whoever holds a till's private key. Node's is in `node-signer.ts`; a browser brings one on Web Crypto. */
export interface Signer {
  /** The name under which the system knows the public key. */
  readonly keyId: string;
  /** Ed25519 over the UTF-8 bytes of the text: 64 bytes. */
  sign(text: string): Uint8Array | Promise<Uint8Array>;
  /** SHA-256 of the UTF-8 bytes of the text: 32 bytes. */
  sha256(text: string): Uint8Array | Promise<Uint8Array>;
}
