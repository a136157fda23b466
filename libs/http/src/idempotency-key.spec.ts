import { readIdempotencyKey } from './idempotency-key.js';

describe('Idempotency-Key', () => {
  it.each([
    ['0001-20261124-000017', '0001-20261124-000017'],
    ['"a.b_c~d-e"', 'a.b_c~d-e'],
    ['k'.repeat(64), 'k'.repeat(64)],
    [undefined, undefined],
  ])('%s is read as %s', (header, expected) => {
    expect(readIdempotencyKey(header)).toBe(expected);
  });

  it.each(['', '""', '"a', 'a"', 'a b', 'a, b', 'ä', 'k'.repeat(65), 'k'.repeat(100_000), 'a\u0000'])(
    'refuses %j',
    (header) => {
      expect(() => readIdempotencyKey(header)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    },
  );
});
