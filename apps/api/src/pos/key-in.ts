import { invalidFields, readIdempotencyKey } from '#lib/http';

/** A sale's key as it stands in an address. */
export function keyIn(path: string): string {
  const key = readIdempotencyKey(path);
  if (key === undefined) throw invalidFields([{ pointer: '/key', detail: 'the key is missing', code: 'key' }]);
  return key;
}
