import { Injectable } from '@nestjs/common';
import { Transactions } from '#lib/database';
import { type RetailerCredit, creditsAbove } from '#lib/ledger';
import { raiseAlert, resolvedLately, withdrawAlerts } from './alert.store.js';
import { TILL_RULES, creditStage } from './till-rules.js';

/** Far more than the retailers that should ever be near their limits at once. */
const RETAILERS_MAX = 1_000;
/** Who has said what is done about it is not asked again within a day. */
const QUIET_MS = 24 * 3_600_000;
const WHOLE_BP = 10_000;

/** `retailer.credit`: who owes most of what was agreed, before a sale must be refused. */
@Injectable()
export class CreditWatch {
  constructor(private readonly transactions: Transactions) {}

  /** Raises an alert for each retailer near its limit, and ends those of retailers that have paid; gives how many are near. */
  async sweep(): Promise<number> {
    const { near } = TILL_RULES['retailer.credit'].limits;
    return this.transactions.run(async (tx) => {
      const found = (await creditsAbove(tx, near.from / WHOLE_BP, RETAILERS_MAX)).filter(isNear);
      await withdrawAlerts(
        tx,
        'retailer.credit',
        found.map(({ retailerId }) => `retailer:${retailerId}`),
        'It owes less again.',
      );
      for (const { retailerId, limitMinor, owedMinor, currency } of found) {
        const subject = `retailer:${retailerId}`;
        if (await resolvedLately(tx, 'retailer.credit', subject, QUIET_MS)) continue;
        const stage = creditStage(limitMinor!, owedMinor);
        const facts = { stage, limitMinor: String(limitMinor), owedMinor: String(owedMinor), currency };
        await raiseAlert(tx, { rule: 'retailer.credit', subject, retailerId, facts });
      }
      return found.length;
    });
  }
}

function isNear({ limitMinor, owedMinor }: RetailerCredit): boolean {
  return limitMinor !== null && creditStage(limitMinor, owedMinor) !== 'none';
}
