import { DEPTH_MAX, refuseUnsafe, tooDeep } from './json-body.js';

describe('a JSON body', () => {
  it('may nest as deep as allowed, not deeper', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(tooDeep(nested(DEPTH_MAX))).toBe(false);
    expect(tooDeep(nested(DEPTH_MAX + 1))).toBe(true);
    expect(tooDeep('{"a":'.repeat(30_000))).toBe(true);
  });

  it('counts no brackets inside texts', () => {
    expect(tooDeep(JSON.stringify({ a: '['.repeat(100), b: '"\\"{{'.repeat(50) }))).toBe(false);
    expect(tooDeep(JSON.stringify([['\\']]), 1)).toBe(true);
  });

  it('counts siblings once', () => {
    expect(tooDeep(JSON.stringify(Array.from({ length: 1_000 }, () => [1])), 2)).toBe(false);
  });

  it('holds no NUL', () => {
    expect(() => refuseUnsafe('{"a":"\\u0000"}')).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    expect(() => refuseUnsafe('{"a":"\\u0001"}')).not.toThrow();
  });
});
