import { type NewProduct, ProductCatalogue } from '#lib/cards';
import type { Transactions } from '#lib/database';
import { DEMO_PLAN } from './demo-customers.js';
import type { DemoFile } from './demo-file.js';

const LIFE = { plan: DEMO_PLAN, currency: 'USD', shelfMonths: 24, afterSaleMonths: 60 };
const PRODUCTS: readonly NewProduct[] = [
  { name: 'Re-Up 1 month', months: 1, priceMinor: 1_200n, gtin: '00850001234504', ...LIFE },
  { name: 'Re-Up 3 months', months: 3, priceMinor: 3_000n, gtin: '00850001234566', ...LIFE },
  { name: 'Re-Up 12 months', months: 12, priceMinor: 9_900n, gtin: '00850001234580', ...LIFE },
];

export async function seedProducts(
  transactions: Transactions,
  catalogue: ProductCatalogue,
): Promise<DemoFile['products']> {
  return transactions.run(async (tx) => {
    const products: DemoFile['products'][number][] = [];
    for (const product of PRODUCTS) {
      const { id, gtin, months, priceMinor, currency } = await catalogue.create(tx, product);
      products.push({ id: String(id), gtin, months, amountMinor: Number(priceMinor), currency });
    }
    return products;
  });
}
