import type { Command } from 'commander';
import { openOffice } from './api-client.js';
import { whole } from './arguments.js';
import { examples } from './examples.js';
import { findProduct, findStore } from './office-finds.js';
import type { CountView } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

export function define(count: Command, shell: Shell): void {
  count
    .argument('<cards>', 'cards counted on the pegs', whole)
    .requiredOption('--store <id|name>', 'where (`reup stores`)')
    .requiredOption('--product <months|id>', 'of which product (`reup products`)')
    .action(async (counted: number, options: { store: string; product: string }) => {
      const output = Output.of(count, shell);
      const office = await openOffice(count, shell, output, 'stock');
      const store = await findStore(office, options.store);
      const product = await findProduct(office, options.product);
      const body = { storeId: store.id, productId: product.id, counted };
      const result = await office.post<CountView>('/v1/office/stock/counts', body);
      await output.result(result, () =>
        output.fields([
          ['store', `${store.id} ${store.name}`],
          ['counted', result.counted],
          ['expected', result.expected],
          ['difference', result.difference],
        ]),
      );
      if (result.difference !== 0) output.news('The difference is an exception that someone must explain.');
    });
  examples(count, ['reup count 48 --store "Corner Shop" --product 12']);
}
