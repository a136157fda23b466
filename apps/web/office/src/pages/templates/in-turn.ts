import { isRefusal } from '../../api/index.js';

const BUSY_TRIES = 10;
const BUSY_AFTER_MS = 1_000;

let turn: Promise<unknown> = Promise.resolve();

/**
 * The printer of specimens draws one at a time. So do we ask: what is no longer wanted when its turn comes is not asked
 * for, and what is being drawn is drawn to its end, since giving up would leave the printer busy.
 */
export function inTurn<Drawn>(draw: () => Promise<Drawn>, signal?: AbortSignal): Promise<Drawn> {
  const mine = turn.then(() => {
    signal?.throwIfAborted();
    return draw();
  });
  turn = mine.catch(() => undefined);
  return mine;
}

/** For queries: somebody else may be drawing. */
export const WHILE_BUSY = {
  retry: (failures: number, error: Error): boolean => failures < BUSY_TRIES && isRefusal(error, 'busy'),
  retryDelay: BUSY_AFTER_MS,
};
