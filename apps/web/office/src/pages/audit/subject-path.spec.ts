import { subjectPath } from './subject-path.js';

describe('the page about what a deed was done to', () => {
  it.each([
    ['batch:117', '/batches/000117'],
    ['batch:000117', '/batches/000117'],
    ['product:2', '/products/2'],
    ['print_house:4', '/print-houses/4'],
    ['staff:0192-a', '/people/0192-a'],
    ['policy:release.three_people', undefined],
    ['01a20d0b-5a93-771c-9d24-17b36ee1d6aa', undefined],
  ])('of %s is %s', (subject, path) => {
    expect(subjectPath(subject)).toBe(path);
  });
});
