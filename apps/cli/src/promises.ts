import { ACCESS_CHECKS, auditChainCheck } from '#lib/access';
import { ACTIVATION_CHECKS } from '#lib/activation';
import { CARD_BATCH_CHECKS, sealManifests } from '#lib/card-batch';
import { CARDS_CHECKS } from '#lib/cards';
import { INVENTORY_CHECKS } from '#lib/inventory';
import type { PromiseCheck, ReadRows } from '#lib/kernel';
import { LEDGER_CHECKS } from '#lib/ledger';
import { REDEMPTION_CHECKS } from '#lib/redemption';
import { pinScan } from '#lib/risk';
import type { Keyring } from '#lib/runtime';
import { SUBSCRIPTIONS_CHECKS } from '#lib/subscriptions';

/** What the database can prove (design §7). The eighth, that an accepted call survives a kill, is the chaos tests'. */
export const PROMISES: Readonly<Record<number, string>> = {
  1: 'cash = cards',
  2: 'once',
  3: 'time = grants',
  4: 'history = state',
  5: 'the ledger only grows',
  6: 'no PIN at rest',
  7: 'every card is somewhere',
};

/** The checks of every lib that makes promises. `home`: where what was signed is kept outside the database. */
export function allChecks(keyring: Keyring, home: string): readonly PromiseCheck[] {
  return [
    ...ACCESS_CHECKS,
    ...ACTIVATION_CHECKS,
    ...CARD_BATCH_CHECKS,
    ...CARDS_CHECKS,
    ...INVENTORY_CHECKS,
    ...LEDGER_CHECKS,
    ...REDEMPTION_CHECKS,
    ...SUBSCRIPTIONS_CHECKS,
    pinScan(keyring),
    sealManifests(keyring),
    auditChainCheck(keyring, home),
  ];
}

export interface CheckResult {
  readonly name: string;
  /** What breaks it, in words; empty = kept. */
  readonly broken: readonly string[];
  readonly ms: number;
}

export interface PromiseResult {
  readonly promise: number;
  readonly name: string;
  readonly kept: boolean;
  readonly ms: number;
  readonly checks: readonly CheckResult[];
}

/** Runs them one after the other, promise by promise; `onCheck` hears how many are done. */
export async function runChecks(
  checks: readonly PromiseCheck[],
  read: ReadRows,
  onCheck: (done: number) => void = () => {},
): Promise<PromiseResult[]> {
  const results: PromiseResult[] = [];
  let done = 0;
  for (const promise of [...new Set(checks.map((check) => check.promise))].sort((a, b) => a - b)) {
    const found: CheckResult[] = [];
    for (const check of checks.filter((one) => one.promise === promise)) {
      const startedAt = performance.now();
      const broken = await check.run(read);
      found.push({ name: check.name, broken, ms: Math.round(performance.now() - startedAt) });
      onCheck(++done);
    }
    results.push({
      promise,
      name: PROMISES[promise] ?? `promise ${promise}`,
      kept: found.every(({ broken }) => broken.length === 0),
      ms: found.reduce((sum, { ms }) => sum + ms, 0),
      checks: found,
    });
  }
  return results;
}
