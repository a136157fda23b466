import { type Command, InvalidArgumentError } from 'commander';
import { type ApiClient, openOffice, whereabouts } from './api-client.js';
import { serials, whole } from './arguments.js';
import type { Demo } from './demo-parts.js';
import { examples } from './examples.js';
import { usage } from './exit.js';
import type { ConsignmentView } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

interface ReceiveOptions {
  readonly count?: number;
  readonly missing?: string[];
  readonly scans?: readonly [string, string];
}

export function define(receive: Command, shell: Shell): void {
  receive
    .argument('[consignmentId]', 'the box (`reup ship` printed it); left out = the one that was scanned')
    .option('--count <n>', 'cards counted', whole)
    .option('--scans <first,last>', 'scans of the first and the last card: enough to receive a box', twoScans)
    .option('--missing <serials>', 'cards that were not there, separated by commas', serials)
    .action(async (wanted: string | undefined, { count, missing, scans }: ReceiveOptions) => {
      const output = Output.of(receive, shell);
      if (count === undefined && scans === undefined)
        throw usage('give --count, or --scans of the first and last card');
      const office = await openOffice(receive, shell, output, 'stock');
      const id = wanted ?? (await boxOf(office, scans?.[0]));
      const body = {
        ...(count === undefined ? {} : { count }),
        ...(scans === undefined ? {} : { scans }),
        ...(missing === undefined ? {} : { missing }),
      };
      const box = await office.post<ConsignmentView>(`/v1/office/consignments/${encodeURIComponent(id)}/receive`, body);
      await output.result(box, () =>
        output.fields([
          ['consignment', box.id],
          ['state', box.state],
          ['store', box.storeName === undefined ? box.storeId : `${box.storeId} ${box.storeName}`],
          ['counted', `${box.received ?? count ?? 0} of ${box.cards}`],
        ]),
      );
      if (box.state === 'received_short') output.news('The difference is an exception that someone must explain.');
      if (missing?.includes(box.firstSerial) === true) return;
      const { demo } = await whereabouts(receive, shell);
      const flag = terminalFlag(demo, box.storeId);
      output.next(`reup till check ${box.firstSerial}${flag}`, `reup till sell ${box.firstSerial}${flag}`);
    });
  examples(receive, [
    'reup receive 0199f0c2-… --count 100',
    'reup receive --scans 9700011700000007,9700011700000999',
    'reup receive 0199f0c2-… --count 98 --missing 9700011700000007,9700011700000015',
  ]);
}

function twoScans(text: string): readonly [string, string] {
  const [first, last, ...more] = text.split(',').map((scan) => scan.trim());
  if (!first || !last || more.length > 0) throw new InvalidArgumentError('Two scans with a comma between them.');
  return [first, last];
}

/** The box on its way that a scanned card lies in. */
async function boxOf(office: ApiClient, scan: string | undefined): Promise<string> {
  if (scan === undefined) throw usage('name the box, or find it with --scans');
  const query = new URLSearchParams({ serial: scan, state: 'shipped' });
  const [box] = await office.all<ConsignmentView>(`/v1/office/consignments?${query.toString()}`);
  if (box === undefined) throw usage('no box on its way holds the card that was scanned');
  return box.id;
}

/** A card is sold where it hangs: names a till of that store, unless it is the one taken anyway. */
function terminalFlag(demo: Demo | undefined, storeId: string): string {
  const first = demo?.terminals[0];
  const there = demo?.terminals.find((terminal) => terminal.storeId === storeId);
  return there === undefined || first?.storeId === storeId ? '' : ` --terminal ${there.id}`;
}
