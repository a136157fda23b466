import { randomBytes } from 'node:crypto';
import { CARDS_A_BATCH, recordEvents } from '#lib/cards';
import { BulkTransactions } from '#lib/database';
import { newId } from '#lib/kernel';
import { mintPostings, post } from '#lib/ledger';
import type { TestApi } from './api.js';

export interface Pile {
  readonly batchId: number;
  readonly productId: number;
  readonly firstCard: bigint;
}

/** A sealed batch as it lies in the warehouse; nobody knows a PIN of it. */
export function pileOf(api: TestApi, cards: number): Promise<Pile> {
  return api.app.get(BulkTransactions).run(async (tx) => {
    const [product] = await tx.rows<{ id: number }>(
      `INSERT INTO product (name, plan, months, price_minor, currency, gtin, shelf_months, after_sale_months)
       VALUES ($1, 'home', 3, 3000, 'USD', lpad((SELECT count(*) FROM product)::text, 14, '0'), 24, 24) RETURNING id`,
      [`Card ${newId()}`],
    );
    const [batch] = await tx.rows<{ id: number }>(
      `INSERT INTO batch (id, product_id, quantity, state, months, price_minor, currency, gtin, plan, sell_by, after_sale_months, chunk_size, minted, pepper_id, requested_by)
       SELECT nextval('batch_number'), id, $2, 'released', months, price_minor, currency, gtin, plan, current_date + 365, after_sale_months, 1000, $2, 1, $3
         FROM product WHERE id = $1 RETURNING id`,
      [product!.id, cards, newId()],
    );
    const firstCard = BigInt(batch!.id) * CARDS_A_BATCH;
    await tx.rows(
      `INSERT INTO card (id, pin_digest, pepper_id, state)
       SELECT $1 + n, substring(sha256(convert_to($3 || n, 'UTF8')) FOR 16), 1, 'printed' FROM generate_series(0, $2::int - 1) n`,
      [String(firstCard), cards, randomBytes(16).toString('hex')],
    );
    await recordEvents(tx, [{ kind: 'mint', firstCard, lastCard: firstCard + BigInt(cards - 1), actor: 'system' }]);
    const posted = { source: newId(), businessDate: '2026-01-01' };
    await post(tx, mintPostings({ ...posted, batchId: batch!.id, months: 3, cards }));
    return { batchId: batch!.id, productId: product!.id, firstCard };
  });
}
