import type { ShiftReport } from '#lib/till-client';
import type { Keep } from './keep.js';

const NAME = 'last-close';

/** How this till's last drawer was left: shown to whoever opens the next one. */
export interface LastClose {
  readonly shiftId: string;
  readonly zNumber: number | null;
  readonly clerk: string;
  /** In the store's own time, with offset. */
  readonly at: string;
  readonly countedMinor: number | null;
  readonly overShortMinor: number | null;
}

export function lastCloseOf({ shiftId, zNumber, clerk, at, drawer }: ShiftReport): LastClose {
  const { countedMinor, overShortMinor } = drawer;
  return { shiftId, zNumber, clerk: clerk.name, at, countedMinor, overShortMinor };
}

export function readLastClose(keep: Keep): Promise<LastClose | undefined> {
  return keep.get<LastClose>(NAME);
}

export async function keepLastClose(keep: Keep, last: LastClose): Promise<void> {
  await keep.set(NAME, last);
}
