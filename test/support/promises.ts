import { ACTIVATION_CHECKS } from '#lib/activation';
import { CARDS_CHECKS } from '#lib/cards';
import type { Transactions } from '#lib/database';
import { INVENTORY_CHECKS } from '#lib/inventory';
import type { PromiseCheck } from '#lib/kernel';
import { LEDGER_CHECKS } from '#lib/ledger';
import { REDEMPTION_CHECKS } from '#lib/redemption';
import { pinScan } from '#lib/risk';
import type { Keyring } from '#lib/runtime';
import { SUBSCRIPTIONS_CHECKS } from '#lib/subscriptions';

/** Every check of the libs in a test's world; empty = every promise kept. */
export async function brokenPromises(transactions: Transactions, keyring: Keyring): Promise<string[]> {
  const checks: readonly PromiseCheck[] = [
    ...CARDS_CHECKS,
    ...INVENTORY_CHECKS,
    ...LEDGER_CHECKS,
    ...ACTIVATION_CHECKS,
    ...SUBSCRIPTIONS_CHECKS,
    ...REDEMPTION_CHECKS,
    pinScan(keyring),
  ];
  const broken: string[] = [];
  for (const check of checks) {
    for (const fact of await check.run((sql, values = []) => transactions.read(sql, values)))
      broken.push(`${check.promise} ${check.name}: ${fact}`);
  }
  return broken;
}
