import { Injectable } from '@nestjs/common';
import { Transactions, type Tx, databaseNow } from '#lib/database';
import { ShortCache, type ShortCacheLimits } from '#lib/http';
import { BegunDays, type Dated, type LocalDate, Problem, hasBegun, requireOpenDay } from '#lib/kernel';
import type { CommissionRate } from './commission-rate.entity.js';
import { readStore, retailerExists } from './retail.store.js';
import {
  type NewCommissionRate,
  type NewTaxRate,
  type RateSlice,
  readCommission,
  readCommissions,
  readTaxRates,
  readTaxes,
  upsertCommission,
  upsertTax,
} from './sale-terms.store.js';
import type { TaxRate } from './tax-rate.entity.js';
import type { TaxRule } from './taxes.js';

/** A sale, as far as its terms depend on it. */
export interface TermsOf {
  readonly retailerId: number;
  readonly storeId: number;
  readonly productId: number;
  /** The sale's business date. */
  readonly day: LocalDate;
}

/** What a sale of that day is posted and printed with. */
export interface Terms {
  readonly commissionBp: number;
  readonly taxes: readonly TaxRule[];
}

/** A store that got another jurisdiction bears its taxes after a minute, without a read for every sale. */
const PLACES: ShortCacheLimits = { ageMsMax: 60_000, entriesMax: 10_000 };

/** Commissions and taxes from dated rows: the newest that has begun on the business date counts. */
@Injectable()
export class SaleTerms {
  private readonly commissions = new BegunDays((retailerId: number, productId: number, day: LocalDate) =>
    this.dated(day, readCommission(this.transactions, retailerId, productId, day)),
  );
  private readonly taxes = new BegunDays((jurisdiction: string, day: LocalDate) =>
    this.dated(day, readTaxes(this.transactions, jurisdiction, day)),
  );
  private readonly jurisdictions = new ShortCache(
    (storeId) => this.transactions.run(async (tx) => (await readStore(tx, Number(storeId)))?.jurisdiction),
    PLACES,
  );

  constructor(private readonly transactions: Transactions) {}

  /** A product's own commission, else the retailer's dated one, else the one it began with. Kept for begun days. */
  async of({ retailerId, storeId, productId, day }: TermsOf): Promise<Terms> {
    const [commissionBp, taxes] = await Promise.all([
      this.commissions.get(retailerId, productId, day),
      this.taxesIn(storeId, day),
    ]);
    return { commissionBp, taxes };
  }

  /** What it keeps from a day on that has begun nowhere. The same day again replaces what was set for it. */
  async setCommission(tx: Tx, rate: NewCommissionRate): Promise<CommissionRate> {
    if (!(await retailerExists(tx, rate.retailerId))) throw new Problem('retailer.not_found');
    requireOpenDay(rate.validFrom, await databaseNow(tx));
    return upsertCommission(tx, rate);
  }

  /** The same of a tax or fee of a place. */
  async setTax(tx: Tx, rate: NewTaxRate): Promise<TaxRate> {
    requireOpenDay(rate.validFrom, await databaseNow(tx));
    return upsertTax(tx, rate);
  }

  /** Lists give up to `rowsMax` rows after an id, in the order in which they were first set. */
  listCommissions(retailerId: number, slice: RateSlice): Promise<CommissionRate[]> {
    return readCommissions(this.transactions, retailerId, slice);
  }

  listTaxes(slice: RateSlice, jurisdiction?: string): Promise<TaxRate[]> {
    return readTaxRates(this.transactions, slice, jurisdiction);
  }

  /** After a store's jurisdiction changed here. */
  forgetStore(storeId: number): void {
    this.jurisdictions.forget(String(storeId));
  }

  private async taxesIn(storeId: number, day: LocalDate): Promise<readonly TaxRule[]> {
    const jurisdiction = (await this.jurisdictions.get(String(storeId))) ?? '';
    return jurisdiction === '' ? [] : this.taxes.get(jurisdiction, day);
  }

  private async dated<Value>(
    day: LocalDate,
    asked: Promise<{ readonly value: Value; readonly now: Date }>,
  ): Promise<Dated<Value>> {
    const { value, now } = await asked;
    return { value, begun: hasBegun(day, now) };
  }
}
