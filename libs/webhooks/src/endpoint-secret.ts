import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What Standard Webhooks asks for is 24 to 64 bytes. */
const SECRET_BYTES = 32;
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** `whsec_` and base64, as the receiver's library takes it. */
export function newEndpointSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** A key of its own for each endpoint, so that one row's secret does not open in another. */
function keyFor(officeKey: Buffer, endpointId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', officeKey, endpointId, 'webhook endpoint', KEY_BYTES));
}

/** AES-256-GCM: the secret is needed again for every signature, so it can't be a digest. */
export function sealEndpointSecret(officeKey: Buffer, endpointId: string, secret: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFor(officeKey, endpointId), iv);
  return Buffer.concat([iv, cipher.update(secret, 'latin1'), cipher.final(), cipher.getAuthTag()]);
}

/** @throws when it was sealed for another endpoint or under another key, or changed since. */
export function openEndpointSecret(officeKey: Buffer, endpointId: string, sealed: Buffer): string {
  const key = keyFor(officeKey, endpointId);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const text = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  return text.toString('latin1');
}
