import { hash, verify } from '@node-rs/argon2';
import { Problem } from '#lib/kernel';

const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const; // 19 MiB, two passes
export const PASSWORD_LENGTH_MIN = 15;
export const PASSWORD_LENGTH_MAX = 128;

/** Each takes 19 MiB and a thread of the pool that also checks the tills' signatures. */
const AT_ONCE_MAX = 2;
const WAITING_MAX = 32;

export async function hashPassword(password: string): Promise<string> {
  if (password.length < PASSWORD_LENGTH_MIN || password.length > PASSWORD_LENGTH_MAX) {
    throw new Problem('request.invalid', `A password has ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters.`);
  }
  return hash(password, ARGON2ID);
}

let dummy: Promise<string> | undefined;

/** Takes as long for an unknown person (`undefined`) as for a known one. */
export async function passwordFits(passwordHash: string | undefined, password: string): Promise<boolean> {
  dummy ??= hash('nobody has this password', ARGON2ID);
  const against = passwordHash ?? (await dummy);
  const fits = await inTurn(() => verify(against, password));
  return fits && passwordHash !== undefined;
}

const waiting: (() => void)[] = [];
let underWay = 0;

/** A flood of sign-ins waits or is refused; it takes no thread from the tills. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (underWay < AT_ONCE_MAX) underWay++;
  else if (waiting.length < WAITING_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
  else throw new Problem('busy', undefined, { retryAfterS: 1 });
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) underWay--;
    else next(); // hands its turn over
  }
}
