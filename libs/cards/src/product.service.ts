import { Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import { Problem } from '#lib/kernel';
import type { Product } from './product.entity.js';

export type NewProduct = Omit<Product, 'id' | 'createdAt'>;

interface ProductRow {
  id: number;
  name: string;
  plan: string;
  months: number;
  price_minor: string;
  currency: string;
  gtin: string;
  shelf_months: number;
  after_sale_months: number;
  created_at: Date;
}

/** The products that cards can sell. A product never changes: batches froze its facts, and shops its price. */
@Injectable()
export class ProductCatalogue {
  constructor(private readonly transactions: Transactions) {}

  async create(tx: Tx, product: NewProduct): Promise<Product> {
    if (!passesGtin(product.gtin))
      throw new Problem('request.invalid', 'gtin must be 14 digits, the last its check digit.');
    const [row] = await tx.rows<ProductRow>(
      `INSERT INTO product (name, plan, months, price_minor, currency, gtin, shelf_months, after_sale_months)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING *`,
      [
        product.name,
        product.plan,
        product.months,
        String(product.priceMinor),
        product.currency,
        product.gtin,
        product.shelfMonths,
        product.afterSaleMonths,
      ],
    );
    if (row === undefined) throw new Problem('name.taken', 'There is a product with this name or GTIN.');
    return toProduct(row);
  }

  /** Up to so many products after an id, in the order of ids. */
  async list({ afterId, rowsMax }: { readonly afterId: number; readonly rowsMax: number }): Promise<Product[]> {
    const rows = await this.transactions.run((tx) =>
      tx.rows<ProductRow>('SELECT * FROM product WHERE id > $1 ORDER BY id LIMIT $2', [afterId, rowsMax]),
    );
    return rows.map(toProduct);
  }

  async get(id: number): Promise<Product> {
    const [row] = await this.transactions.run((tx) => tx.rows<ProductRow>('SELECT * FROM product WHERE id = $1', [id]));
    if (row === undefined) throw new Problem('product.not_found');
    return toProduct(row);
  }
}

/** GTIN-14 (GS1): weights 3 and 1 in turn, the sum a multiple of ten. */
export function passesGtin(gtin: string): boolean {
  if (!/^\d{14}$/.test(gtin)) return false;
  const sum = Array.from(gtin).reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return sum % 10 === 0;
}

function toProduct(row: ProductRow): Product {
  return {
    id: row.id,
    name: row.name,
    plan: row.plan,
    months: row.months,
    priceMinor: BigInt(row.price_minor),
    currency: row.currency,
    gtin: row.gtin,
    shelfMonths: row.shelf_months,
    afterSaleMonths: row.after_sale_months,
    createdAt: row.created_at,
  };
}
