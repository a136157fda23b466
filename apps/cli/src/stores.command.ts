import type { Command } from 'commander';
import { openOffice } from './api-client.js';
import { examples } from './examples.js';
import type { StoreView } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

export function define(stores: Command, shell: Shell): void {
  stores.action(async () => {
    const output = Output.of(stores, shell);
    const office = await openOffice(stores, shell, output, 'batch-manager', 'admin');
    const items = await office.all<StoreView>('/v1/office/stores');
    await output.result({ items }, () =>
      output.table(
        ['store', 'name', 'retailer', 'address', 'zone'],
        items.map(({ id, name, retailerId, address, zone }) => [id, name, retailerId, address, zone]),
      ),
    );
    output.next('reup ship --batch <id> --count <cards> --store <store>');
  });
  examples(stores, ['reup stores', 'reup stores --json']);
}
