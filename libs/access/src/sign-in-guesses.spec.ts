import { jest } from '@jest/globals';
import { CODE_TRIES_MAX, SIGN_IN_TRIES_MAX, SIGN_IN_WINDOW_S, SignInGuesses } from './sign-in-guesses.js';

const WHO = ['a@b.example', '192.0.2.1'] as const;

/** Seconds to wait, when no try is allowed. */
async function waitOf(guesses: SignInGuesses, email: string = WHO[0], place: string = WHO[1]): Promise<number> {
  const refusal: unknown = await guesses.begin(email, place).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'rate.limited' });
  return (refusal as { extra: { retryAfterS: number } }).extra.retryAfterS;
}

async function guessWrong(guesses: SignInGuesses, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await (await guesses.begin(...WHO)).wrong();
}

describe('guessing a password', () => {
  beforeAll(() => jest.useFakeTimers());
  afterAll(() => jest.useRealTimers());

  it('ends after five tries at once or one by one, with a time to wait', async () => {
    const guesses = new SignInGuesses();
    const tries = await Promise.allSettled(Array.from({ length: 200 }, () => guesses.begin(...WHO)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(SIGN_IN_TRIES_MAX);
    expect(await waitOf(guesses)).toBeGreaterThan(890);
  });

  it('neither locks the owner elsewhere out nor others at that place', async () => {
    const guesses = new SignInGuesses();
    await guessWrong(guesses, SIGN_IN_TRIES_MAX);
    await guesses.begin('a@b.example', '192.0.2.2');
    await guesses.begin('c@b.example', '192.0.2.1');
    await waitOf(guesses);
  });

  it('is forgotten when it was none', async () => {
    const guesses = new SignInGuesses();
    for (let i = 0; i < 20; i++) await (await guesses.begin(...WHO)).right();
  });

  it('costs nothing while the second factor is still to come, and forgets nothing either', async () => {
    const guesses = new SignInGuesses();
    await guessWrong(guesses, SIGN_IN_TRIES_MAX - 1);
    for (let i = 0; i < 20; i++) await (await guesses.begin(...WHO)).undecided();
    await guessWrong(guesses, 1);
    await waitOf(guesses);
  });

  it('is answered with waits that double, until it succeeds', async () => {
    const guesses = new SignInGuesses();
    for (const times of [1, 2, 4, 8]) {
      await guessWrong(guesses, SIGN_IN_TRIES_MAX);
      const wait = await waitOf(guesses);
      expect(wait).toBeGreaterThan(times * SIGN_IN_WINDOW_S - 10);
      expect(wait).toBeLessThanOrEqual(times * SIGN_IN_WINDOW_S);
      jest.advanceTimersByTime(wait * 1_000);
    }
    await (await guesses.begin(...WHO)).right();
    await guessWrong(guesses, SIGN_IN_TRIES_MAX);
    expect(await waitOf(guesses)).toBeLessThanOrEqual(SIGN_IN_WINDOW_S);
  });
});

describe('guessing a code', () => {
  it('ends after twenty in a day, wherever they come from, and begins anew after a right one', async () => {
    const guesses = new SignInGuesses();
    for (let i = 0; i < CODE_TRIES_MAX; i++) await guesses.countCode('ada');
    await expect(guesses.countCode('ada')).rejects.toMatchObject({ code: 'rate.limited' });
    await guesses.countCode('ben');
    await guesses.forgetCodes('ada');
    await guesses.countCode('ada');
  });
});
