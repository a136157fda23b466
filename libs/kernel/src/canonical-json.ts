import { invariant } from './invariant.js';

/**
 * The one way to write a value as JSON (RFC 8785, JCS): names in the order of their UTF-16 units, no blanks. What is
 * signed or digested is written so, because a database or a tool on the way may order and space it otherwise.
 * Numbers are whole and safe, fields without a value are left out.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number') invariant(Number.isSafeInteger(value), 'a number that is signed is whole and safe');
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    invariant(!(value instanceof Date), 'a time that is signed is text');
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`;
  }
  const text = JSON.stringify(value) as string | undefined;
  invariant(text !== undefined, 'that is not JSON');
  return text;
}
