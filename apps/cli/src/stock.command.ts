import type { Command } from 'commander';
import { type ApiClient, openOffice } from './api-client.js';
import { whole } from './arguments.js';
import { examples } from './examples.js';
import { usage } from './exit.js';
import { findProduct, findStore } from './office-finds.js';
import type { StockView, WarehouseView } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

interface StockOptions {
  readonly store?: string;
  readonly product?: string;
  readonly warehouse?: boolean;
  readonly reorderPoint?: number;
}

export function define(stock: Command, shell: Shell): void {
  stock
    .option('--store <id|name>', 'only this store’s')
    .option('--product <months|id>', 'only this product')
    .option('--warehouse', 'what lies in the warehouse, by batch')
    .option('--reorder-point <cards>', 'send more when no more than so many are left, there and on the way', whole)
    .action(async (options: StockOptions) => {
      const output = Output.of(stock, shell);
      if (options.reorderPoint !== undefined) return setReorderPoint(stock, shell, output, options);
      const office = await openOffice(stock, shell, output, 'stock', 'batch-manager');
      return options.warehouse === true ? warehouse(office, output, options) : stores(office, output, options);
    });
  examples(stock, [
    'reup stock                                 every store and product',
    'reup stock --store "Corner Shop"',
    'reup stock --warehouse --product 12',
    'reup stock --store 1 --product 12 --reorder-point 20',
  ]);
}

async function stores(office: ApiClient, output: Output, options: StockOptions): Promise<void> {
  const items = await office.all<StockView>(`/v1/office/stock${await queryOf(office, options)}`);
  await output.result({ items }, () =>
    output.table(
      ['store', 'product', 'on the way', 'in store', 'sold 7 d', 'lasts', 'oldest', 'order at', ''],
      items.map((line) => [
        `${line.storeId} ${line.storeName}`,
        line.productName,
        line.onTheWay,
        line.inStore,
        line.sold7d,
        days(line.coverDays),
        days(line.oldestDays),
        line.reorderPoint,
        line.reorder ? output.paint('yellow', 'send more') : '',
      ]),
    ),
  );
  const short = items.find(({ reorder }) => reorder);
  if (short !== undefined) output.next(`reup ship --batch <id> --count <cards> --store ${short.storeId}`);
}

async function warehouse(office: ApiClient, output: Output, options: StockOptions): Promise<void> {
  if (options.store !== undefined) throw usage('the warehouse is no store’s: leave --store out');
  const items = await office.all<WarehouseView>(`/v1/office/stock/warehouse${await queryOf(office, options)}`);
  await output.result({ items }, () =>
    output.table(
      ['batch', 'state', 'product', 'in warehouse', 'of', 'sent', 'spoiled', 'blocked', 'sell by'],
      items.map((line) => [
        line.batchId,
        line.state,
        line.productName,
        line.inWarehouse,
        line.cards,
        line.sent,
        line.spoiled,
        line.blocked,
        line.sellBy,
      ]),
    ),
  );
}

async function setReorderPoint(stock: Command, shell: Shell, output: Output, options: StockOptions): Promise<void> {
  const { store: wantedStore, product: wantedProduct, reorderPoint: cards } = options;
  if (wantedStore === undefined || wantedProduct === undefined) throw usage('name the --store and the --product');
  const office = await openOffice(stock, shell, output, 'stock', 'batch-manager');
  const store = await findStore(office, wantedStore);
  const product = await findProduct(office, wantedProduct);
  const body = { storeId: store.id, productId: product.id, cards };
  const set = await office.post<object>('/v1/office/stock/reorder-points', body);
  await output.result(set, () =>
    output.fields([
      ['store', `${store.id} ${store.name}`],
      ['product', `${product.id} ${product.name ?? ''}`.trim()],
      ['order at', cards],
    ]),
  );
}

async function queryOf(office: ApiClient, { store, product }: StockOptions): Promise<string> {
  const query = new URLSearchParams();
  if (store !== undefined) query.set('storeId', (await findStore(office, store)).id);
  if (product !== undefined) query.set('productId', (await findProduct(office, product)).id);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

function days(count: number | null): string {
  return count === null ? '' : `${count} d`;
}
