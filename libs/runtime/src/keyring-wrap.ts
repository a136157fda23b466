import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 'wrapped-1';
const FORM = /^wrapped-1 ([0-9a-f]{16}) ([0-9a-f]{24}) ([0-9a-f]{96})\n$/;

/** A batch's key under a root. */
export interface Wrapped {
  /** Which root. */
  readonly root: string;
  readonly iv: Buffer;
  /** Ciphertext and tag. */
  readonly sealed: Buffer;
}

/** A root as files name it: says nothing about the key. */
export function rootName(root: Buffer): string {
  return createHash('sha256').update(root).digest('hex').slice(0, 16);
}

/** One line of text. The batch is authenticated: no file stands in for another's. */
export function wrapKey(root: Buffer, batchId: number, key: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, root, iv).setAAD(placeOf(batchId));
  const sealed = Buffer.concat([cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  return Buffer.from(`${FORMAT} ${rootName(root)} ${iv.toString('hex')} ${sealed.toString('hex')}\n`, 'latin1');
}

/** `undefined` where that is no such line. */
export function readWrapped(line: Buffer): Wrapped | undefined {
  const found = FORM.exec(line.toString('latin1'));
  if (found === null) return undefined;
  const [, root, iv, sealed] = found as unknown as readonly [string, string, string, string];
  return { root, iv: Buffer.from(iv, 'hex'), sealed: Buffer.from(sealed, 'hex') };
}

/** Throws when root, batch or content is not what was wrapped. */
export function unwrapKey(root: Buffer, batchId: number, { iv, sealed }: Wrapped): Buffer {
  const decipher = createDecipheriv(CIPHER, root, iv, { authTagLength: TAG_BYTES }).setAAD(placeOf(batchId));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
}

function placeOf(batchId: number): Buffer {
  return Buffer.from(`batch-${batchId}`, 'latin1');
}
