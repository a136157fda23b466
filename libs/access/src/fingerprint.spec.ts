import { fingerprintOf } from './fingerprint.js';

describe('the fingerprint of a call', () => {
  it('does not depend on the order of fields, nor on fields that are not there', () => {
    const a = fingerprintOf('product.create', { name: 'a', price: { minor: 1, currency: 'USD' } });
    const b = fingerprintOf('product.create', { price: { currency: 'USD', minor: 1 }, name: 'a', plan: undefined });
    expect(a).toEqual(b);
    expect(a).toHaveLength(32);
  });

  it.each([
    ['another operation', 'store.create', { a: '1', l: [1, 2] }],
    ['another value', 'product.create', { a: '2', l: [1, 2] }],
    ['another type', 'product.create', { a: 1, l: [1, 2] }],
    ['another order of a list', 'product.create', { a: '1', l: [2, 1] }],
    ['a further field', 'product.create', { a: '1', l: [1, 2], b: null }],
  ])('differs for %s', (_, operation, request) => {
    expect(fingerprintOf(operation, request)).not.toEqual(fingerprintOf('product.create', { a: '1', l: [1, 2] }));
  });
});
