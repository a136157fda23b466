import { hashPassword, passwordFits } from './password.js';

const RIGHT = 'correct horse battery';

async function timed(against: string | undefined): Promise<number> {
  const began = performance.now();
  await passwordFits(against, 'wrong');
  return performance.now() - began;
}

describe('passwords', () => {
  it('are kept as argon2id of 19 MiB and two passes', async () => {
    const hash = await hashPassword(RIGHT);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwordFits(hash, RIGHT)).toBe(true);
    expect(await passwordFits(hash, `${RIGHT} `)).toBe(false);
  });

  it('have 15 to 128 characters', async () => {
    await expect(hashPassword('x'.repeat(14))).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(hashPassword('x'.repeat(129))).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('cost an unknown person as much time, and never fit', async () => {
    expect(await passwordFits(undefined, RIGHT)).toBe(false);
    expect(await passwordFits(undefined, 'nobody has this password')).toBe(false);
    const hash = await hashPassword(RIGHT);
    let known = Number.POSITIVE_INFINITY;
    let unknown = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 8; i++) {
      known = Math.min(known, await timed(hash));
      unknown = Math.min(unknown, await timed(undefined));
    }
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  it('tried all at once wait for their turn, and are refused beyond it', async () => {
    const hash = await hashPassword(RIGHT);
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => passwordFits(hash, RIGHT)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(34);
    expect(outcomes.at(-1)).toMatchObject({ reason: { code: 'busy' } });
    expect(await passwordFits(hash, RIGHT)).toBe(true);
  });
});
