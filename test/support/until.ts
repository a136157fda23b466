import { setTimeout as pause } from 'node:timers/promises';

const GIVE_UP_MS = 45_000;
const LOOK_EVERY_MS = 10;

/** Waits for a fact, asking again and again: never for a time. */
export async function until<Found>(
  fact: () => Promise<Found | undefined | false> | Found | undefined | false,
): Promise<Found> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  for (;;) {
    const found = await fact();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > giveUpAt) throw new Error(`it did not come true within ${GIVE_UP_MS} ms: ${String(fact)}`);
    await pause(LOOK_EVERY_MS);
  }
}
