import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { imposed } from './imposition.js';
import { openDocument, SheetPages } from './sheet-pages.js';
import { checkCard, checkSpec, type SheetCard, type SheetSpec } from './sheet-spec.js';

const SHEETS_PER_REPORT = 10;
/** Above this, rendering waits until `out` has taken some. */
const WAITING_BYTES_MAX = 1 << 20;

/**
 * Prints a batch: the front and the back page of each sheet, as one PDF into `out`, which is ended. The same cards and
 * spec give the same bytes. Memory holds the cards of one pile (`template.layout.sheetsPerPile`) and about a megabyte of PDF;
 * between sheets the process may do other things.
 *
 * On a failure half-way `out` is destroyed, so that half a stock is never taken for a whole one.
 *
 * @param cards exactly `count`, in the order in which they shall lie when cut and stacked.
 * @param onCards is told how many cards are done, every few sheets and at the end.
 * @throws SheetTextInvalid, TextDoesNotFit or LayoutInvalid, naming the text, before anything is written.
 */
export async function renderSheets(
  cards: AsyncIterable<SheetCard> | Iterable<SheetCard>,
  count: number,
  spec: SheetSpec,
  out: NodeJS.WritableStream,
  onCards?: (done: number) => void,
): Promise<void> {
  checkSpec(spec);
  const { template } = spec;
  const document = openDocument(template, `Cards of batch ${spec.batchId}`, spec.createdAt);
  const pages = new SheetPages(document, spec, count);

  const stopped = new AbortController();
  const written = pipeline(document.stream, out);
  written.catch((reason: unknown) => stopped.abort(reason));
  try {
    let done = 0;
    for await (const sheet of imposed(counted(cards, count), template.layout)) {
      pages.add(sheet);
      done += sheet.cards.length;
      if ((sheet.number + 1) % SHEETS_PER_REPORT === 0 || done === count) onCards?.(done);
      await roomIn(document.stream, out, stopped.signal);
    }
    document.end();
    await written;
  } catch (error) {
    const reason: unknown = stopped.signal.aborted ? stopped.signal.reason : error;
    document.stream.destroy(reason as Error);
    await written.catch(() => undefined); // until `out` is destroyed, too
    throw reason;
  }
}

/** Passes on exactly `count` cards that can be printed. */
async function* counted(
  cards: AsyncIterable<SheetCard> | Iterable<SheetCard>,
  count: number,
): AsyncGenerator<SheetCard> {
  let seen = 0;
  for await (const card of cards) {
    checkCard(card);
    if (++seen > count) break;
    yield card;
  }
  if (seen !== count || count === 0) throw new RangeError(`${count} cards were to be printed, ${seen} or more came`);
}

/** Lets the event loop turn, and waits for a reader that is slower than we are. */
async function roomIn(stream: Readable, out: NodeJS.WritableStream, signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
  if (stream.readableLength > WAITING_BYTES_MAX) await once(out, 'drain', { signal });
}
