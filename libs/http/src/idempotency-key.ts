import { Problem } from '#lib/kernel';

const KEY = /^(?:[A-Za-z0-9._~-]{1,64}|"[A-Za-z0-9._~-]{1,64}")$/;

/** The key without the quotes that the draft standard puts around it; `undefined` where the header is absent. */
export function readIdempotencyKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !KEY.test(header)) {
    throw new Problem('request.invalid', 'Idempotency-Key is 1 to 64 of A–Z a–z 0–9 . _ ~ -');
  }
  return header.startsWith('"') ? header.slice(1, -1) : header;
}
