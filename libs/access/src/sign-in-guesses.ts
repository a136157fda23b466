import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Problem } from '#lib/kernel';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export const SIGN_IN_TRIES_MAX = 5;
export const SIGN_IN_WINDOW_S = 15 * 60;
/** From here on the wait does not double any more. */
const WAIT_S_MAX = 12 * 60 * 60;
const DAY_S = 24 * 60 * 60;
/**
 * Wrong codes for one account, from wherever, by people who know its password: 3 of a million codes fit at any time,
 * so a year of guessing all day succeeds in 2 of 100 cases.
 */
export const CODE_TRIES_MAX = 20;

/** One try to sign in, counted before it is looked at, so that tries made at once are all counted. */
export interface Guess {
  /** The fifth wrong one closes the door for a quarter of an hour, the next fifth one for twice as long, and so on. */
  wrong(): Promise<void>;
  /** It was no guess: all is forgotten. */
  right(): Promise<void>;
  /** The password was right, and the second factor is still to come: neither counted nor forgotten. */
  undecided(): Promise<void>;
}

/**
 * Five tries in a quarter of an hour for one account from one place, then waits that double. Never for the account
 * alone: whoever knows an e-mail address could lock its owner out. Codes are counted by account too, but only of who
 * has proved its password, and a passkey is never locked by that.
 */
@Injectable()
export class SignInGuesses {
  private readonly tries = new RateLimiterMemory({ points: SIGN_IN_TRIES_MAX, duration: SIGN_IN_WINDOW_S });
  /** How often in a day the five were used up. */
  private readonly waits = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: DAY_S });
  private readonly codes = new RateLimiterMemory({ points: CODE_TRIES_MAX, duration: DAY_S });

  async begin(email: string, place: string): Promise<Guess> {
    const key = keyOf(email, place);
    const nth = await take(this.tries, key, 'Too many tries to sign in; wait and try again.');
    return {
      wrong: async () => {
        if (nth < SIGN_IN_TRIES_MAX) return;
        const { consumedPoints } = await this.waits.consume(key);
        await this.tries.block(key, Math.min(WAIT_S_MAX, SIGN_IN_WINDOW_S * 2 ** (consumedPoints - 1)));
      },
      right: async () => {
        await this.tries.delete(key);
        await this.waits.delete(key);
      },
      undecided: async () => void (await this.tries.reward(key)),
    };
  }

  /** Before a code of the account is looked at. */
  async countCode(staffId: string): Promise<void> {
    await take(this.codes, staffId, 'Too many wrong codes; use a passkey, wait a day or ask for recovery.');
  }

  async forgetCodes(staffId: string): Promise<void> {
    await this.codes.delete(staffId);
  }
}

/** Which one it is. */
async function take(limiter: RateLimiterMemory, key: string, refusalText: string): Promise<number> {
  try {
    return (await limiter.consume(key)).consumedPoints;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const retryAfterS = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new Problem('rate.limited', refusalText, { retryAfterS });
  }
}

/** Of one length, whatever is typed. */
function keyOf(email: string, place: string): string {
  return createHash('sha256').update(`${email}\n${place}`).digest('base64url');
}
