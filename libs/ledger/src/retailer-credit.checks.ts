import { type PromiseCheck, absence } from '#lib/kernel';
import { account, accountsOf } from './accounts.js';
import { UNLIMITED_MINOR } from './retailer-credit.js';

const { first, last } = accountsOf('receivable');

/** What every retailer owes in its own currency, from the ledger alone. */
const OWED_SQL = `SELECT retailer, asset, sum(minor) AS minor FROM (
    SELECT debit - ${account('receivable')} AS retailer, asset, amount AS minor FROM transfer WHERE debit BETWEEN ${first} AND ${last}
    UNION ALL
    SELECT credit - ${account('receivable')}, asset, -amount FROM transfer WHERE credit BETWEEN ${first} AND ${last}) t GROUP BY 1, 2`;

export const creditChecks: readonly PromiseCheck[] = [
  absence(
    1,
    'what a retailer may still sell is its limit less what it owes',
    `SELECT r.id AS retailer, coalesce(r.credit_limit_minor, ${UNLIMITED_MINOR}) AS limit_minor, coalesce(o.minor, 0) AS owed, c.room
       FROM retailer r LEFT JOIN (${OWED_SQL}) o ON o.retailer = r.id AND o.asset = r.currency
       LEFT JOIN (SELECT retailer_id, sum(room_minor) AS room FROM retailer_credit GROUP BY 1) c ON c.retailer_id = r.id
      WHERE c.room IS DISTINCT FROM coalesce(r.credit_limit_minor, ${UNLIMITED_MINOR}) - coalesce(o.minor, 0)`,
  ),
  absence(
    1,
    'no stripe of a retailer’s credit has room while another is overdrawn',
    `SELECT retailer_id AS retailer, min(room_minor) AS lowest, max(room_minor) AS highest FROM retailer_credit
      GROUP BY 1 HAVING min(room_minor) < 0 AND max(room_minor) > 0`,
  ),
];
