import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('json')),
    fc.dictionary(fc.string(), tie('json'), { noNullPrototype: true }),
  ),
}));

describe('canonical JSON', () => {
  it('orders names and leaves no blanks, as RFC 8785 says', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é"' }], a: true, x: undefined, A: 0 })).toBe(
      '{"A":0,"a":true,"b":[1,{"c":"é\\"","d":null}]}',
    );
    expect(canonicalJson({ '\u20ac': 1, '\r': 2, '1': 3, '\u00f6': 4 })).toBe('{"\\r":2,"1":3,"\u00f6":4,"\u20ac":1}');
  });

  it('says the same of a value whose fields come in another order, and nothing else', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(turned(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('takes nothing that JSON would change', () => {
    for (const value of [1.5, Number.NaN, 2 ** 53, undefined, () => 1, new Date(0)]) {
      expect(() => canonicalJson(value)).toThrow();
    }
  });
});

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([name, field]) => [name, turned(field)]));
}
