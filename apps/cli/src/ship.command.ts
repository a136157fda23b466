import type { Command } from 'commander';
import { type ApiClient, openOffice } from './api-client.js';
import { positive, serial } from './arguments.js';
import { examples } from './examples.js';
import { usage } from './exit.js';
import { findStore } from './office-finds.js';
import { type ConsignmentView, batchNumber } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

interface ShipOptions {
  readonly store: string;
  readonly batch?: string;
  readonly count?: number;
}

export function define(ship: Command, shell: Shell): void {
  ship
    .argument('[firstSerial]', 'the first card of the box', serial)
    .argument('[lastSerial]', 'the last card of the box', serial)
    .requiredOption('--store <id|name>', 'where to (`reup stores`)')
    .option('--batch <id>', 'instead of serials: the next cards of this batch')
    .option('--count <n>', 'how many of them', positive)
    .action(async (first: string | undefined, last: string | undefined, options: ShipOptions) => {
      const output = Output.of(ship, shell);
      const cards = wantedCards(first, last, options);
      const office = await openOffice(ship, shell, output, 'batch-manager', 'stock');
      const store = await findStore(office, options.store);
      const range = typeof cards === 'object' ? cards : await nextCards(office, options.batch!, cards);
      const sent = await office.post<ConsignmentView>('/v1/office/consignments', { storeId: store.id, ...range });
      await output.result(sent, () =>
        output.fields([
          ['consignment', sent.id],
          ['state', sent.state],
          ['store', `${store.id} ${store.name}`],
          ['cards', sent.cards],
          ['first', sent.firstSerial],
          ['last', sent.lastSerial],
        ]),
      );
      output.next(`reup receive ${sent.id} --count ${sent.cards}`);
    });
  examples(ship, [
    'reup ship 9700011700000007 9700011700000999 --store 1',
    'reup ship --batch 117 --count 100 --store "Corner Shop"',
  ]);
}

type SerialRange = { readonly firstSerial: string; readonly lastSerial: string };

/** The range that was named, or how many cards of the batch. */
function wantedCards(
  first: string | undefined,
  last: string | undefined,
  { batch, count }: ShipOptions,
): SerialRange | number {
  if (batch === undefined && first !== undefined && last !== undefined) return { firstSerial: first, lastSerial: last };
  if (batch !== undefined && count !== undefined && first === undefined) return count;
  throw usage('give the first and the last serial, or --batch with --count');
}

/** The cards behind the last that were sent to any store. */
async function nextCards(office: ApiClient, batch: string, count: number): Promise<SerialRange> {
  const { batchOfCard, cardId, readSerial, serialOf } = await import('#lib/cards');
  if (!/^\d{1,6}$/.test(batch)) throw usage(`${batch} is no batch’s number`);
  const number = Number(batch);
  let next = cardId(number, 0);
  for await (const { lastSerial } of office.list<ConsignmentView>('/v1/office/consignments')) {
    const reading = readSerial(lastSerial);
    if (reading.kind === 'serial' && batchOfCard(reading.id) === number && reading.id >= next) next = reading.id + 1n;
  }
  const lastCard = next + BigInt(count) - 1n;
  if (batchOfCard(lastCard) !== number) throw usage(`batch ${batchNumber(batch)} has no ${count} cards`);
  return { firstSerial: serialOf(next), lastSerial: serialOf(lastCard) };
}
