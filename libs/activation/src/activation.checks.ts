import { type PromiseCheck, absence } from '#lib/kernel';
import { account, ofKind } from '#lib/ledger';

/** States of a card whose sale stands: someone paid for it. */
const LIVE_SALE = `(c.state IN ('active', 'held', 'redeemed', 'replaced') OR (c.state IN ('expired', 'blocked') AND c.activation_id IS NOT NULL))`;

export const ACTIVATION_CHECKS: readonly PromiseCheck[] = [
  absence(
    1,
    'every retailer owes the face value of its cards with a live sale',
    `SELECT coalesce(l.retailer, k.retailer) AS retailer, coalesce(l.currency, k.currency) AS currency, l.minor AS in_ledger, k.minor AS on_cards
       FROM (SELECT CASE WHEN ${ofKind('debit', 'receivable')} THEN debit ELSE credit END - ${account('receivable')} AS retailer,
                    asset AS currency, sum(CASE WHEN kind = 'sale' THEN amount ELSE -amount END) AS minor
               FROM transfer WHERE kind IN ('sale', 'reversal', 'reversal_late', 'void') GROUP BY 1, 2) l
       FULL JOIN (SELECT a.retailer_id AS retailer, a.currency, sum(a.amount_minor) AS minor FROM card c
                    JOIN activation a ON a.id = c.activation_id
                   WHERE ${LIVE_SALE} GROUP BY 1, 2) k ON k.retailer = l.retailer AND k.currency = l.currency
      WHERE coalesce(l.minor, 0) <> coalesce(k.minor, 0)`,
  ),
  absence(
    1,
    'a sale is posted at the price of its day',
    `SELECT a.id AS activation, a.amount_minor, p.price_minor, t.amount AS posted FROM activation a
       JOIN batch b ON b.id = a.card_id / 10000000 LEFT JOIN transfer t ON t.source = a.id AND t.kind = 'sale'
      CROSS JOIN LATERAL (SELECT coalesce((SELECT d.price_minor FROM product_price d WHERE d.product_id = a.product_id
             AND d.valid_from <= a.business_date ORDER BY d.valid_from DESC LIMIT 1), b.price_minor) AS price_minor) p
      WHERE a.card_id IS NOT NULL AND (t.amount IS DISTINCT FROM a.amount_minor OR a.amount_minor <> p.price_minor)`,
  ),
  absence(
    2,
    'a card names its one live sale',
    `SELECT coalesce(c.id, a.card_id) AS card, c.state, c.activation_id AS on_card, a.id AS live_sale
       FROM (SELECT id, state, activation_id FROM card WHERE activation_id IS NOT NULL) c
       FULL JOIN (SELECT id, card_id FROM activation WHERE state = 'active') a ON a.card_id = c.id
      WHERE c.activation_id IS DISTINCT FROM a.id`,
  ),
  absence(
    2,
    'a sale that ended is posted back once',
    `SELECT a.id AS activation, a.state, count(t.id) AS postings FROM activation a
       LEFT JOIN transfer t ON t.source = a.id AND t.kind IN ('reversal', 'reversal_late', 'void')
      WHERE a.card_id IS NOT NULL GROUP BY a.id, a.state HAVING count(t.id) <> CASE WHEN a.state = 'active' THEN 0 ELSE 1 END`,
  ),
  absence(
    3,
    'the months on sold cards are those of the ledger',
    `SELECT coalesce(l.product, k.product) AS product, l.months AS in_ledger, k.months AS on_cards
       FROM (SELECT product, sum(months) AS months FROM (
               SELECT debit - ${account('month.sold')} AS product, amount AS months FROM transfer WHERE asset = 'MONTH' AND ${ofKind('debit', 'month.sold')}
               UNION ALL
               SELECT credit - ${account('month.sold')}, -amount FROM transfer WHERE asset = 'MONTH' AND ${ofKind('credit', 'month.sold')}) m
              GROUP BY 1) l
       FULL JOIN (SELECT a.product_id AS product, sum(a.months) AS months FROM card c JOIN activation a ON a.id = c.activation_id
                   WHERE c.state IN ('active', 'held') OR (c.state IN ('blocked', 'expired') AND c.activation_id IS NOT NULL) GROUP BY 1) k ON k.product = l.product
      WHERE coalesce(l.months, 0) <> coalesce(k.months, 0)`,
  ),
];
