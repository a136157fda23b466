import { type PromiseCheck, absence } from '#lib/kernel';
import { accountsOf, type AccountKind } from './accounts.js';
import { creditChecks } from './retailer-credit.checks.js';

/** `column BETWEEN …` for every account of a kind. */
export function ofKind(column: string, kind: AccountKind): string {
  const { first, last } = accountsOf(kind);
  return `${column} BETWEEN ${first} AND ${last}`;
}

export const LEDGER_CHECKS: readonly PromiseCheck[] = [
  ...creditChecks,
  absence(
    5,
    'the ledger, the events and the audit log refuse change by trigger',
    `SELECT t.name AS table_without_trigger
       FROM unnest(ARRAY['transfer', 'card_event', 'device_grant', 'attempt', 'audit']) AS t (name)
      WHERE NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = t.name::regclass AND g.tgenabled = 'O'
                           AND g.tgfoid = 'refuse_change'::regproc AND g.tgtype & 56 = 56)`,
  ),
  absence(
    5,
    'the application’s role may not change what only grows',
    `SELECT t.name AS table_open_to_change
       FROM unnest(ARRAY['transfer', 'card_event', 'device_grant', 'attempt', 'audit']) AS t (name)
      WHERE has_table_privilege('reup_app', t.name, 'UPDATE') OR has_table_privilege('reup_app', t.name, 'DELETE')
         OR has_table_privilege('reup_app', t.name, 'TRUNCATE')`,
  ),
  absence(
    5,
    'every asset moves between accounts of its own kind',
    `SELECT id AS transfer, kind, asset FROM transfer
      WHERE (asset = 'MONTH') <> (debit / 100000000000000000 = 7 AND credit / 100000000000000000 = 7)
         OR (asset = 'DAY') <> (debit / 100000000000000000 = 8 AND credit / 100000000000000000 = 8)`,
  ),
];
