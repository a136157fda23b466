import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from './api-client.js';
import { CommandEnd, EXIT } from './exit.js';
import { untilSignal } from './interrupt.js';
import { type BatchView, type MintProgressView, batchNumber, batchPath } from './office-views.js';
import type { Output } from './output.js';
import { type Progress, openProgress } from './progress.js';
import type { Shell } from './shell.js';

const LOOK_EVERY_MS = 1_000;
/** A stream that breaks off is taken up again, the batch's own state deciding when it is over. */
const BROKEN_STREAMS_MAX = 10;

/** Follows a mint to its end. Stopped by a signal, the mint itself goes on. */
export function watchMint(office: ApiClient, shell: Shell, id: string): Promise<BatchView> {
  return follow(office, shell, id, isUnderWay);
}

/** Waits for another person's yes as well. */
export function minted(office: ApiClient, shell: Shell, id: string): Promise<BatchView> {
  return follow(office, shell, id, (state) => state === 'requested' || isUnderWay(state));
}

function isUnderWay(state: BatchView['state']): boolean {
  return state === 'approved' || state === 'minting';
}

async function follow(
  office: ApiClient,
  shell: Shell,
  id: string,
  goesOn: (state: BatchView['state']) => boolean,
): Promise<BatchView> {
  const progress = await openProgress(shell, { what: `minting ${batchNumber(id)}`, unit: 'cards' });
  try {
    return await untilSignal(async (signal) => {
      for (let broken = 0; ; ) {
        const batch = await office.get<BatchView>(batchPath(id));
        if (batch.minted > 0) progress.at(batch.minted, batch.quantity);
        if (!goesOn(batch.state)) return batch;
        if (isUnderWay(batch.state) && !(await listen(office, id, progress, signal))) {
          if (++broken > BROKEN_STREAMS_MAX) throw new CommandEnd(EXIT.unreachable, 'the progress stream breaks off');
        }
        await delay(LOOK_EVERY_MS, undefined, { signal });
      }
    }, `\`reup batch watch ${id}\` looks again`);
  } finally {
    progress.end();
  }
}

/** Shows the stream's messages; false when it broke off instead of ending. */
async function listen(office: ApiClient, id: string, progress: Progress, signal: AbortSignal): Promise<boolean> {
  try {
    for await (const { data } of office.events(`${batchPath(id)}/progress`, signal)) {
      const { minted: done, quantity, ratePerS, leftS } = JSON.parse(data) as MintProgressView;
      if (done !== undefined && quantity !== undefined) progress.at(done, quantity, { ratePerS, leftS });
    }
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CommandEnd && error.exitCode === EXIT.unreachable) return false;
    throw error;
  }
}

/** The end of a mint; one that did not come to its cards is told as refused. */
export async function reportMint(output: Output, batch: BatchView): Promise<void> {
  const { id, state, quantity, minted: done, firstSerial, lastSerial, reason } = batch;
  const isDone = state === 'minted' || state === 'sealed' || state === 'released';
  if (!isDone) {
    const why = reason === undefined || reason === null ? '' : `: ${reason}`;
    const answer = { code: `batch.${state}`, detail: `batch ${id} is ${state}${why}`, batch };
    throw new CommandEnd(EXIT.refused, `batch ${id} is ${state}${why} (${done} of ${quantity} cards)`, answer);
  }
  await output.result(batch, () =>
    output.fields([
      ['batch', id],
      ['state', state],
      ['cards', done],
      ['first', firstSerial],
      ['last', lastSerial],
    ]),
  );
  output.next(`reup batch sheets ${id}`);
}
