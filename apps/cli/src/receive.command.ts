import type { Command } from 'commander';
import { openOffice, whereabouts } from './api-client.js';
import { serials, whole } from './arguments.js';
import type { Demo } from './demo-parts.js';
import { examples } from './examples.js';
import type { ConsignmentView } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

export function define(receive: Command, shell: Shell): void {
  receive
    .argument('<consignmentId>', 'the box (`reup ship` printed it)')
    .requiredOption('--count <n>', 'cards counted', whole)
    .option('--missing <serials>', 'cards that were not there, separated by commas', serials)
    .action(async (id: string, { count, missing }: { count: number; missing?: string[] }) => {
      const output = Output.of(receive, shell);
      const office = await openOffice(receive, shell, output, 'stock');
      const body = missing === undefined ? { count } : { count, missing };
      const box = await office.post<ConsignmentView>(`/v1/office/consignments/${encodeURIComponent(id)}/receive`, body);
      await output.result(box, () =>
        output.fields([
          ['consignment', box.id],
          ['state', box.state],
          ['store', box.storeId],
          ['counted', `${box.received ?? count} of ${box.cards}`],
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
    'reup receive 0199f0c2-… --count 98 --missing 9700011700000007,9700011700000015',
  ]);
}

/** A card is sold where it hangs: names a till of that store, unless it is the one taken anyway. */
function terminalFlag(demo: Demo | undefined, storeId: string): string {
  const first = demo?.terminals[0];
  const there = demo?.terminals.find((terminal) => terminal.storeId === storeId);
  return there === undefined || first?.storeId === storeId ? '' : ` --terminal ${there.id}`;
}
