import type { Command } from 'commander';
import { openOffice } from './api-client.js';
import { examples } from './examples.js';
import { type ProductView, money } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

export function define(products: Command, shell: Shell): void {
  products.action(async () => {
    const output = Output.of(products, shell);
    const office = await openOffice(products, shell, output, 'batch-manager', 'admin');
    const items = await office.all<ProductView>('/v1/office/products');
    await output.result({ items }, () =>
      output.table(
        ['product', 'name', 'plan', 'months', 'price', 'GTIN'],
        items.map(({ id, name, plan, months, amountMinor, currency, gtin }) => [
          id,
          name,
          plan,
          months,
          money(amountMinor, currency),
          gtin,
        ]),
      ),
    );
    output.next('reup batch request <months> <quantity>');
  });
  examples(products, ['reup products', 'reup products --json']);
}
