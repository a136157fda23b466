import { PROBLEMS } from '#lib/kernel';
import { CLERK_WORDS, clerkWords, slipSerial } from './clerk-words.js';

describe('what a clerk reads', () => {
  it('says what to do, in one breath', () => {
    for (const [code, { words, plain }] of Object.entries(CLERK_WORDS)) {
      expect(PROBLEMS).toHaveProperty([code]);
      expect(words.length).toBeLessThanOrEqual(90);
      if (words.includes('‹')) expect(plain).toBeDefined();
    }
  });

  it('names the price and the number to call where it knows them', () => {
    expect(clerkWords('price.mismatch', { price: '30.00' })).toBe('Price is 30.00. Correct it.');
    expect(clerkWords('price.mismatch')).toBe('Wrong price. Scan again and correct it.');
    expect(clerkWords('void.window_over', { helpPhone: '555 0100' })).toBe(
      'Too late to void. Customer calls 555 0100.',
    );
  });

  it('is careful with what it does not know', () => {
    expect(clerkWords('card.of_a_newer_server')).toBe('Do not sell. Call help.');
    expect(clerkWords('constructor')).toBe('Do not sell. Call help.');
  });

  it('hides most of a serial on a slip', () => {
    expect(slipSerial('9700012300045613')).toBe('9700 01•• •••• 5613');
  });
});
