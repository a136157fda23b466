import { amount } from '../../sell/money.js';
import { lastCloseWords } from './last-close-words.js';

const usd = (minor: number): string => amount(minor, 'USD');
const LAST = {
  shiftId: 's',
  zNumber: 41,
  clerk: 'Anna',
  at: '2026-11-23T23:04:05-06:00',
  countedMinor: 12_900,
  overShortMinor: -100,
};

describe('how the last drawer was left', () => {
  it('is told in the store’s own time, with what was short or over', () => {
    expect(lastCloseWords(LAST, usd)).toBe('Last close Z 41, 23 Nov 23:04 by Anna: 129.00 counted, 1.00 short.');
    expect(lastCloseWords({ ...LAST, overShortMinor: 5 }, usd)).toMatch('129.00 counted, 0.05 over.');
    expect(lastCloseWords({ ...LAST, overShortMinor: 0 }, usd)).toMatch(/129\.00 counted\.$/);
  });

  it('says that nothing was counted when the till was taken over', () => {
    expect(lastCloseWords({ ...LAST, countedMinor: null, overShortMinor: null }, usd)).toMatch('nothing was counted.');
  });
});
