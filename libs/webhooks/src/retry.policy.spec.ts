import fc from 'fast-check';
import { RETRY_AFTER_S, TRIED_FOR_S, TRIES_MAX, decideTry } from './retry.policy.js';

const failing = fc.oneof(
  fc
    .integer({ min: 300, max: 599 })
    .filter((status) => status !== 410)
    .map((status) => ({ status })),
  fc.constant({ error: 'the connection broke' }),
);
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('what follows from a try', () => {
  it('is an end when the receiver took it', () => {
    for (const status of [200, 201, 204, 299]) {
      expect(decideTry({ status }, 3, 0.5)).toEqual({ state: 'delivered', status });
    }
  });

  it('is nothing more for ever when the receiver is gone', () => {
    expect(decideTry({ status: 410 }, 1, 0)).toEqual({
      state: 'failed',
      status: 410,
      error: 'answered 410',
      endpoint: 'gone',
    });
  });

  it('is another try later and later, and an end after the tenth', () => {
    fc.assert(
      fc.property(failing, fc.integer({ min: 1, max: TRIES_MAX + 2 }), random, (result, tries, chance) => {
        const outcome = decideTry(result, tries, chance);
        if (tries >= TRIES_MAX) return outcome.state === 'failed' && outcome.endpoint === 'exhausted';
        const gap = RETRY_AFTER_S[tries - 1]!;
        const { againAfterS = 0 } = outcome;
        return outcome.state === 'waiting' && againAfterS >= gap && againAfterS < gap * 1.1 + 1e-6;
      }),
    );
    expect([...RETRY_AFTER_S].sort((a, b) => a - b)).toEqual(RETRY_AFTER_S);
    expect(TRIED_FOR_S / 3_600).toBeCloseTo(75.6, 1);
  });

  it('says that a redirect was not followed', () => {
    expect(decideTry({ status: 302 }, 1, 0).error).toBe('answered 302: redirects are not followed');
  });
});
