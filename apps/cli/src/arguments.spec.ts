import { positive, serial, serials, whole } from './arguments.js';

describe('what is typed', () => {
  it('takes numbers as people write them', () => {
    expect(positive('100,000')).toBe(100_000);
    expect(positive('1_000_000')).toBe(1_000_000);
    expect(whole('0')).toBe(0);
    for (const wrong of ['0', '-1', '1.5', '1,00', '1e3', '', 'many']) expect(() => positive(wrong)).toThrow();
  });

  it('takes serials with spaces and hyphens', () => {
    expect(serial('9700 0123-0004 5613')).toBe('9700012300045613');
    expect(serials('9700012300045613, 9700 0123 0004 5621,')).toEqual(['9700012300045613', '9700012300045621']);
    expect(() => serial('970001230004561')).toThrow();
  });
});
