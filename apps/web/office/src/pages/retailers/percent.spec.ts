import fc from 'fast-check';
import { percent, toBp } from './percent.js';

describe('a percentage', () => {
  it('is read as it is written, without floats', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10_000 }), (bp) => toBp(percent(bp).replace(' %', '')) === bp));
    expect(toBp('8,5')).toBe(850);
  });

  it.each(['', '-1', '100.01', '8.255', 'eight', '1e2'])('is not %j', (typed) => expect(toBp(typed)).toBeUndefined());
});
