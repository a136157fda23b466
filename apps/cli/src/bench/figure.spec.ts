import fc from 'fast-check';
import { type Figure, median, reaches } from './figure.js';

const figure = (value: number, better: Figure['better']): Figure => ({
  name: 'x',
  value,
  unit: 'ratio',
  floor: null,
  aim: null,
  better,
});

describe('a figure of the bench', () => {
  it('reaches a mark on its better side, the mark itself included', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), fc.float({ noNaN: true }), (value, mark) => {
        expect(reaches(figure(value, 'high'), mark)).toBe(value >= mark);
        expect(reaches(figure(value, 'low'), mark)).toBe(value <= mark);
      }),
    );
    expect([0.6, 0.59].map((value) => reaches(figure(value, 'high'), 0.6))).toEqual([true, false]);
    expect([250, 251].map((value) => reaches(figure(value, 'low'), 250))).toEqual([true, false]);
  });

  it('is a median: half of the runs are not above it, half not below', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
      }),
    );
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1])).toBe(2.5);
  });
});
