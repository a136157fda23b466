import type { FactoryProvider } from '@nestjs/common';
import { AuditChain } from '#lib/access';
import { ExpiryService, StockService } from '#lib/inventory';
import { Schedule } from './schedule.js';

const HOUR_MS = 3_600_000;
const AUDIT_CHAIN_MS = 10_000;

/** What is done again and again, a line each. */
export const REGULAR_WORK: FactoryProvider<Schedule> = {
  provide: Schedule,
  inject: [ExpiryService, StockService, AuditChain],
  useFactory: (expiry: ExpiryService, stock: StockService, chain: AuditChain) =>
    new Schedule([
      { name: 'expiry', everyMs: HOUR_MS, work: (signal) => expiry.sweep(signal) },
      { name: 'boxes sold out', everyMs: HOUR_MS, work: (signal) => stock.clearSoldOut(signal) },
      { name: 'log of deeds', everyMs: AUDIT_CHAIN_MS, work: (signal) => chain.run(signal) },
    ]),
};
