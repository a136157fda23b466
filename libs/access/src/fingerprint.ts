import { createHash } from 'node:crypto';

/** What a call asked for, in 32 bytes: the same whatever the order of its fields. */
export function fingerprintOf(operation: string, request: unknown): Buffer {
  return createHash('sha256')
    .update(`${operation}\n${JSON.stringify(sorted(request))}`)
    .digest();
}

function sorted(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  );
}
