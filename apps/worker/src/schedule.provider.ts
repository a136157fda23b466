import type { FactoryProvider } from '@nestjs/common';
import { AuditChain } from '#lib/access';
import { LateSales } from '#lib/activation';
import { ExpiryService, StockService } from '#lib/inventory';
import { CreditWatch, TillWatch } from '#lib/risk';
import { DeliveryService } from '#lib/webhooks';
import { Schedule } from './schedule.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const AUDIT_CHAIN_MS = 10_000;
/** As the shortest gap between two tries of an event. */
const WEBHOOKS_MS = 5_000;

/** What is done again and again, a line each. */
export const REGULAR_WORK: FactoryProvider<Schedule> = {
  provide: Schedule,
  inject: [ExpiryService, StockService, AuditChain, CreditWatch, TillWatch, LateSales, DeliveryService],
  useFactory: (
    expiry: ExpiryService,
    stock: StockService,
    chain: AuditChain,
    credit: CreditWatch,
    till: TillWatch,
    late: LateSales,
    webhooks: DeliveryService,
  ) =>
    new Schedule([
      { name: 'expiry', everyMs: HOUR_MS, work: (signal) => expiry.sweep(signal) },
      { name: 'boxes sold out', everyMs: HOUR_MS, work: (signal) => stock.clearSoldOut(signal) },
      { name: 'credit of retailers', everyMs: MINUTE_MS, work: () => credit.sweep() },
      { name: 'sales of revoked tills', everyMs: MINUTE_MS, work: () => late.sweep() },
      { name: 'webhooks', everyMs: WEBHOOKS_MS, work: () => webhooks.sweep() },
      { name: 'webhooks nobody takes', everyMs: HOUR_MS, work: () => webhooks.giveUpOld() },
      { name: 'lost looks at tills', everyMs: HOUR_MS, work: (signal) => till.sweep(signal) },
      { name: 'log of deeds', everyMs: AUDIT_CHAIN_MS, work: (signal) => chain.run(signal) },
    ]),
};
