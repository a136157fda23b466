import type { Command } from 'commander';
import { openOffice } from './api-client.js';
import { serial } from './arguments.js';
import { examples } from './examples.js';
import { findStore } from './office-finds.js';
import type { ReturnView } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

export function define(giveBack: Command, shell: Shell): void {
  giveBack
    .argument('<firstSerial>', 'the first card that comes back', serial)
    .argument('<lastSerial>', 'the last one', serial)
    .requiredOption('--store <id|name>', 'from where (`reup stores`)')
    .requiredOption('--reason <text>', 'why, for whoever reads the history')
    .action(async (firstSerial: string, lastSerial: string, options: { store: string; reason: string }) => {
      const output = Output.of(giveBack, shell);
      const office = await openOffice(giveBack, shell, output, 'stock', 'batch-manager');
      const store = await findStore(office, options.store);
      const body = { storeId: store.id, firstSerial, lastSerial, reason: options.reason };
      const back = await office.post<ReturnView>('/v1/office/returns', body);
      await output.result(back, () =>
        output.fields([
          ['return', back.id],
          ['store', `${store.id} ${store.name}`],
          ['cards', back.cards],
          ['first', back.firstSerial],
          ['last', back.lastSerial],
        ]),
      );
      output.next(`reup ship ${back.firstSerial} ${back.lastSerial} --store <another>`);
    });
  examples(giveBack, ['reup return 9700011700000007 9700011700000999 --store "Corner Shop" --reason "store closes"']);
}
