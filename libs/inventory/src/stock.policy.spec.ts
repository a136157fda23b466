import { newId } from '#lib/kernel';
import { coverDays, firstIdSince, mustReorder } from './stock.policy.js';

describe('what follows from a store’s stock', () => {
  it.each([
    [0, 0, null],
    [50, 0, null],
    [0, 7, 0],
    [10, 7, 10],
    [10, 3, 23.3],
    [1, 70, 0.1],
  ])('%i cards at %i a week last %p days', (inStore, sold, days) => {
    expect(coverDays(inStore, sold)).toBe(days);
  });

  it.each([
    [0, 0, null, false],
    [0, 0, 0, true],
    [5, 0, 5, true],
    [5, 1, 5, false],
    [0, 6, 5, false],
    [2, 3, 5, true],
  ])('%i there and %i on the way, order at %p: %p', (inStore, onTheWay, point, reorder) => {
    expect(mustReorder(inStore, onTheWay, point)).toBe(reorder);
  });

  it('finds ids by the time in them', () => {
    const before = Date.now();
    const id = newId();
    expect(firstIdSince(before) <= id).toBe(true);
    expect(firstIdSince(Date.now() + 1) > id).toBe(true);
    expect(firstIdSince(-1)).toMatch(/^00000000-0000-7/);
  });
});
