import { Injectable } from '@nestjs/common';
import { Transactions, type Tx, databaseNow } from '#lib/database';
import { BegunDays, type LocalDate, Problem, hasBegun, requireOpenDay } from '#lib/kernel';
import type { ProductPrice } from './product-price.entity.js';

export type NewProductPrice = Pick<ProductPrice, 'productId' | 'validFrom' | 'priceMinor' | 'setBy'>;

interface PriceRow {
  product_id: number;
  valid_from: string;
  price_minor: string;
  set_by: string;
  set_at: Date;
}

const COLUMNS = 'product_id, valid_from::text AS valid_from, price_minor, set_by, set_at';

/** Dated prices of products: the newest that has begun on the business date counts, before the price of the batch. */
@Injectable()
export class ProductPrices {
  private readonly begun = new BegunDays((productId: number, day: LocalDate) => this.read(productId, day));

  constructor(private readonly transactions: Transactions) {}

  /** In minor units of the product's currency; `undefined`: none is dated, so the batch's counts. Kept for begun days. */
  priceOf(productId: number, day: LocalDate): Promise<bigint | undefined> {
    return this.begun.get(productId, day);
  }

  /** What it costs from a day on that has begun nowhere. The same day again replaces what was set for it. */
  async set(tx: Tx, { productId, validFrom, priceMinor, setBy }: NewProductPrice): Promise<ProductPrice> {
    const found = await tx.rows('SELECT id FROM product WHERE id = $1', [productId]);
    if (found.length === 0) throw new Problem('product.not_found');
    requireOpenDay(validFrom, await databaseNow(tx));
    const [row] = await tx.rows<PriceRow>(
      `INSERT INTO product_price (product_id, valid_from, price_minor, set_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (product_id, valid_from) DO UPDATE SET price_minor = EXCLUDED.price_minor, set_by = EXCLUDED.set_by, set_at = now()
       RETURNING ${COLUMNS}`,
      [productId, validFrom, String(priceMinor), setBy],
    );
    return toPrice(row!);
  }

  /** A product's prices in the order of their days, up to so many after one. */
  async list(
    productId: number,
    { afterDay, rowsMax }: { readonly afterDay: LocalDate | undefined; readonly rowsMax: number },
  ): Promise<ProductPrice[]> {
    const rows = await this.transactions.read<PriceRow>(
      `SELECT ${COLUMNS} FROM product_price WHERE product_id = $1 AND ($2::text IS NULL OR valid_from::text > $2)
        ORDER BY valid_from LIMIT $3`,
      [productId, afterDay ?? null, rowsMax],
    );
    return rows.map(toPrice);
  }

  private async read(
    productId: number,
    day: LocalDate,
  ): Promise<{ readonly value: bigint | undefined; readonly begun: boolean }> {
    const [row] = await this.transactions.read<{ now: Date; price: string | null }>(
      `SELECT clock_timestamp() AS now, (SELECT price_minor FROM product_price WHERE product_id = $1 AND valid_from <= $2
         ORDER BY valid_from DESC LIMIT 1) AS price`,
      [productId, day],
    );
    const { now, price } = row!;
    return { value: price === null ? undefined : BigInt(price), begun: hasBegun(day, now) };
  }
}

function toPrice(row: PriceRow): ProductPrice {
  const { product_id: productId, valid_from: validFrom, set_by: setBy, set_at: setAt } = row;
  return { productId, validFrom, priceMinor: BigInt(row.price_minor), setBy, setAt };
}
