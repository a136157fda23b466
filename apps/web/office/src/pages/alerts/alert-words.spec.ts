import { RULES, factsInWords, ruleIn } from './alert-words.js';

describe('an alert in words', () => {
  it('names what it was decided from, and nothing that is no plain fact', () => {
    expect(factsInWords({ salesUndone: 4, window: '1 h', cards: ['a'], none: null, sure: true })).toBe(
      'Sales undone 4 · Window 1 h · Sure true',
    );
    expect(factsInWords({})).toBe('');
  });

  it('knows its rules', () => {
    for (const rule of RULES) expect(ruleIn(rule)).toBe(rule);
    expect(ruleIn('no.rule')).toBeUndefined();
  });
});
