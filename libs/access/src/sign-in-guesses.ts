import { createHash } from 'node:crypto';
import { Problem } from '#lib/kernel';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export const SIGN_IN_TRIES_MAX = 5;
export const SIGN_IN_WINDOW_S = 15 * 60;

/**
 * Five tries in a quarter of an hour for one account from one place. Never for the account alone: whoever knows an
 * e-mail address could lock its owner out.
 */
export class SignInGuesses {
  private readonly limiter = new RateLimiterMemory({ points: SIGN_IN_TRIES_MAX, duration: SIGN_IN_WINDOW_S });

  /** Counts a try before it is looked at, so that tries made at once are all counted. */
  async count(email: string, place: string): Promise<void> {
    try {
      await this.limiter.consume(keyOf(email, place));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new Problem('rate.limited', 'Too many tries to sign in; wait and try again.', {
        retryAfterS: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      });
    }
  }

  /** It was no guess. */
  async forget(email: string, place: string): Promise<void> {
    await this.limiter.delete(keyOf(email, place));
  }
}

/** Of one length, whatever is typed. */
function keyOf(email: string, place: string): string {
  return createHash('sha256').update(`${email}\n${place}`).digest('base64url');
}
