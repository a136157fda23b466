import fc from 'fast-check';
import { weaknessOf } from './password-rules.js';

const ADA = { email: 'ada.lovelace@reup.example', name: 'Ada Lovelace' };

describe('a password', () => {
  it.each([
    ['passwordpassword', 'the same word twice'],
    ['Password123456789', 'a word and a row of digits'],
    ['P@ssw0rdP4ssword!', 'signs for letters'],
    ['qwertyuiopasdfghjkl', 'two rows of keys'],
    ['1qaz2wsx3edc4rfv', 'columns of keys'],
    ['abcdefghijklmnopq', 'the alphabet'],
    ['987654321987654321', 'digits backwards'],
    ['aaaaaaaaaaaaaaaa', 'one character'],
    ['abcabcabcabcabcabc', 'a repeat'],
    ['Summer2026Summer2026', 'season and year, twice'],
    ['summer-winter-2025!', 'seasons and a year'],
    ['iloveyouforever2024', 'what everybody says'],
    ['welcometocompany1', 'what every office takes'],
    ['AdaLovelace19851985', 'her own name and a year'],
    ['ada.lovelace@reup', 'her own address'],
    ['reup-batch-release-1', 'what the product is about'],
    ['redemption voucher', 'what the product is about'],
    ['correct horse battery staple', 'the one in every article'],
    ['football-liverpool-99', 'what people like'],
    ['letmeinletmein12345', 'letting in'],
    ['ＰＡＳＳＷＯＲＤpassword1', 'the same in other letters'],
  ])('%s is weak: %s', (password) => {
    expect(weaknessOf(password, ADA)).toEqual(expect.any(String));
  });

  it.each([
    'kettle marzipan ulcer vineyard',
    'tK9#vQ2!mZ7&wR4x',
    'Der Zug nach Graz fährt um halb',
    'szilvásgombóc tejföllel',
    'ombrelle puits tracteur navet',
  ])('%s is not', (password) => {
    expect(weaknessOf(password, ADA)).toBeUndefined();
  });

  it('of random letters is not weak, and takes no time to judge', () => {
    const random = fc.string({
      unit: fc.constantFrom(...Array.from('bdfghjklmnprstvwxz23456789')),
      minLength: 24,
      maxLength: 128,
    });
    const began = performance.now();
    let weak = 0;
    fc.assert(
      fc.property(random, (password) => {
        if (new Set(password).size >= 10 && weaknessOf(password, ADA) !== undefined) weak++;
      }),
      { numRuns: 300 },
    );
    expect(weak).toBeLessThan(15); // fast-check likes repeats
    expect((performance.now() - began) / 300).toBeLessThan(20);
  });

  it('of common words only is weak, however they are joined and decorated', () => {
    const word = fc.constantFrom(
      'password',
      'dragon',
      'monkey',
      'football',
      'princess',
      'michael',
      'shadow',
      'welcome',
    );
    const end = fc.constantFrom('', '!', '1', '123', '2024', '!!', '007');
    const joined = fc.tuple(fc.array(word, { minLength: 2, maxLength: 4 }), fc.constantFrom('', '-', ' ', '_'), end);
    fc.assert(
      fc.property(joined, ([words, by, tail]) => weaknessOf(words.join(by) + tail, ADA) !== undefined),
      { numRuns: 300 },
    );
  });
});
