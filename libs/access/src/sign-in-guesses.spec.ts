import { SIGN_IN_TRIES_MAX, SignInGuesses } from './sign-in-guesses.js';

describe('guessing a password', () => {
  it('ends after five tries at once or one by one, with a time to wait', async () => {
    const guesses = new SignInGuesses();
    const tries = await Promise.allSettled(
      Array.from({ length: 200 }, () => guesses.count('a@b.example', '192.0.2.1')),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(SIGN_IN_TRIES_MAX);
    const refusal = tries.at(-1) as PromiseRejectedResult;
    expect(refusal.reason).toMatchObject({ code: 'rate.limited' });
    expect(refusal.reason.extra.retryAfterS).toBeGreaterThan(890);
  });

  it('neither locks the owner elsewhere out nor others at that place', async () => {
    const guesses = new SignInGuesses();
    for (let i = 0; i < 5; i++) await guesses.count('a@b.example', '192.0.2.1');
    await guesses.count('a@b.example', '192.0.2.2');
    await guesses.count('c@b.example', '192.0.2.1');
    await expect(guesses.count('a@b.example', '192.0.2.1')).rejects.toMatchObject({ code: 'rate.limited' });
  });

  it('is forgotten when it was none', async () => {
    const guesses = new SignInGuesses();
    for (let i = 0; i < 20; i++) {
      await guesses.count('a@b.example', '192.0.2.1');
      await guesses.forget('a@b.example', '192.0.2.1');
    }
  });
});
