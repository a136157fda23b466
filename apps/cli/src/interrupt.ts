import { CommandEnd, EXIT } from './exit.js';

const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

/**
 * Runs work that must clean up when a person or the system stops it. The exit code names the signal, after the cleaning.
 * @param left what goes on all the same, for whoever stopped it.
 */
export async function untilSignal<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  left?: string,
): Promise<Result> {
  const stop = new AbortController();
  let ended: CommandEnd | undefined;
  const listeners = Object.entries(SIGNALS).map(([name, exitCode]) => {
    const listener = (): void => {
      ended = new CommandEnd(exitCode, left === undefined ? `stopped by ${name}` : `stopped by ${name}: ${left}`);
      stop.abort(ended);
    };
    process.once(name, listener);
    return { name, listener };
  });
  try {
    const result = await work(stop.signal);
    if (ended !== undefined) throw ended;
    return result;
  } catch (error) {
    throw ended ?? error;
  } finally {
    for (const { name, listener } of listeners) process.removeListener(name, listener);
  }
}
