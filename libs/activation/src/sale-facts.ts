import { Injectable } from '@nestjs/common';
import { type CardFacts, ProductPrices } from '#lib/cards';
import type { Tx } from '#lib/database';
import { SaleTerms, retailersOfStores } from '#lib/retail';
import { TILL_RULES } from '#lib/risk';
import { type PaceOf, readPaces } from './activation.store.js';
import type { SellCard, TermsOfSale, Till } from './activation.types.js';
import { dayOfSale } from './sale.policy.js';
import { TillPaces, nameOf } from './till-paces.js';

/** What sales are decided from beside the rows under their locks. */
@Injectable()
export class SaleFacts {
  constructor(
    private readonly prices: ProductPrices,
    private readonly terms: SaleTerms,
  ) {}

  /** The terms of one card at one till on one day. What has begun never changes, so they are mostly at hand. */
  async termsOf(card: CardFacts, till: Till, day: string): Promise<TermsOfSale> {
    const { productId, priceMinor } = card;
    const { retailerId, storeId } = till;
    const [dated, { commissionBp, taxes }] = await Promise.all([
      this.prices.priceOf(productId, day),
      this.terms.of({ retailerId, storeId, productId, day }),
    ]);
    return { priceMinor: dated ?? priceMinor, commissionBp, taxes };
  }

  /** Those of a group's sales. */
  async termsOfAll(
    sales: readonly SellCard[],
    cards: readonly CardFacts[],
    now: Date,
  ): Promise<ReadonlyMap<SellCard, TermsOfSale>> {
    const byId = new Map(cards.map((card) => [card.id, card]));
    const found = new Map<SellCard, TermsOfSale>();
    await Promise.all(
      sales.map(async (sale) => {
        const card = byId.get(sale.cardId);
        if (card === undefined) return;
        const { businessDate } = dayOfSale(sale.till, sale.soldAt, now);
        found.set(sale, await this.termsOf(card, sale.till, businessDate));
      }),
    );
    return found;
  }
}

/** How fast the tills of these sales have sold; machines that sell in bursts, and stored sales, are not asked. */
export async function pacesOf(tx: Tx, sales: readonly SellCard[]): Promise<TillPaces> {
  const wanted = new Map<string, PaceOf>();
  for (const { till, receipt = null, stored } of sales) {
    if (till.sellsInBursts || stored === true) continue;
    const { terminalId } = till;
    wanted.set(nameOf(terminalId, receipt), { terminalId, receipt });
  }
  const asked = [...wanted.values()];
  const paces = await readPaces(tx, asked, TILL_RULES['till.burst'].limits.lock.withinMs);
  return new TillPaces(asked.map((one, i) => ({ ...one, ...paces[i]! })));
}

/** Whose the stores are in which stored sales' cards lie, where they are not the tills' own. */
export async function sisterStores(
  tx: Tx,
  sales: readonly SellCard[],
  cards: readonly CardFacts[],
): Promise<ReadonlyMap<number, number>> {
  const byId = new Map(cards.map((card) => [card.id, card]));
  const others = sales.flatMap(({ stored, cardId, till }) => {
    const storeId = stored === true ? byId.get(cardId)?.storeId : undefined;
    return storeId == null || storeId === till.storeId ? [] : [storeId];
  });
  return others.length === 0 ? new Map() : retailersOfStores(tx, [...new Set(others)]);
}
