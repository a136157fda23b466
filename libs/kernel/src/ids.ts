import { v7 } from 'uuid';

/** A UUIDv7 (RFC 9562): made here, so that no write waits for another's answer, and sorted by time. */
export function newId(): string {
  return v7();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isId(text: string): boolean {
  return UUID.test(text);
}

/** Crockford's base 32: no letter or digit that is misread on a slip. */
const CLEAR = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A random code that people read out: 5 bits a letter. By Web Crypto, so that a till's page may load this room too. */
export function clearCode(letters: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(letters)), (byte) => CLEAR[byte & 31]).join('');
}
