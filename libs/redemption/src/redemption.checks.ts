import { type PromiseCheck, absence } from '#lib/kernel';

export const REDEMPTION_CHECKS: readonly PromiseCheck[] = [
  absence(
    2,
    'a used card has exactly one redemption, and only a used one has any',
    `SELECT c.id AS card, c.state, count(r.id) AS redemptions FROM card c
       FULL JOIN (SELECT id, card_id FROM redemption WHERE state IN ('granted', 'held')) r ON r.card_id = c.id
      WHERE c.state IN ('redeemed', 'held', 'replaced') OR r.id IS NOT NULL GROUP BY c.id, c.state
     HAVING count(r.id) <> 1 OR c.state IS NULL OR c.state NOT IN ('redeemed', 'held', 'replaced', 'blocked')`,
  ),
  absence(
    2,
    'a granted redemption has exactly one grant of its months',
    `SELECT coalesce(r.id, g.source) AS redemption, r.state, g.months AS granted, r.months FROM redemption r
       FULL JOIN (SELECT source, months, through FROM device_grant WHERE kind <> 'opening') g ON g.source = r.id
      WHERE (r.state = 'granted') IS DISTINCT FROM (g.source IS NOT NULL) AND (g.source IS NOT NULL OR r.state = 'granted')
         OR g.months <> r.months OR g.through <> r.paid_through`,
  ),
  absence(
    1,
    'a redemption stands on the card’s live sale',
    `SELECT r.id AS redemption, c.activation_id, r.activation_id AS stands_on FROM redemption r JOIN card c ON c.id = r.card_id
      WHERE r.state IN ('granted', 'held') AND c.activation_id IS DISTINCT FROM r.activation_id`,
  ),
  absence(
    3,
    'a granted redemption moves what its sale was posted at',
    `SELECT r.id AS redemption, a.amount_minor, t.amount AS posted FROM redemption r JOIN activation a ON a.id = r.activation_id
       LEFT JOIN transfer t ON t.source = r.id AND t.kind = 'redemption'
      WHERE r.state = 'granted' AND (t.amount IS DISTINCT FROM a.amount_minor OR t.asset <> a.currency)`,
  ),
  absence(
    3,
    'a granted redemption is posted in money, months and days',
    `SELECT r.id AS redemption, count(t.id) AS postings FROM redemption r LEFT JOIN transfer t ON t.source = r.id
        AND t.kind IN ('redemption', 'redemption.months', 'grant.days')
      GROUP BY r.id, r.state HAVING count(t.id) <> CASE WHEN r.state = 'granted' THEN 3 ELSE 0 END`,
  ),
];
