import type { LocalDate } from '#lib/kernel';
import { account } from './accounts.js';

/** One line of the ledger: so much of an asset from the credited to the debited account. Both sides are equal by construction. */
export interface Transfer {
  /** The activation, redemption, batch event … it belongs to; (source, kind) is unique. */
  readonly source: string;
  readonly kind: string;
  readonly debit: bigint;
  readonly credit: bigint;
  /** A currency (minor units), `MONTH` or `DAY`. */
  readonly asset: string;
  readonly amount: bigint;
  readonly businessDate: LocalDate;
}

interface Posted {
  readonly source: string;
  readonly businessDate: LocalDate;
}

/** Many cards of one batch at once; `cards` × `months` is one transfer. */
export interface BatchPosting extends Posted {
  readonly batchId: number;
  readonly months: number;
  readonly cards: number;
}

export interface SalePosting extends Posted {
  readonly batchId: number;
  readonly productId: number;
  readonly retailerId: number;
  readonly months: number;
  readonly amountMinor: bigint;
  readonly commissionMinor: bigint;
  readonly currency: string;
  /** Where its months were: those of a card that expired before a till's late news of its sale are not in stock any more. */
  readonly monthsFrom?: 'month.stock' | 'month.expired_unsold';
}

export interface RedemptionPosting extends Posted {
  readonly productId: number;
  readonly deviceId: bigint;
  readonly months: number;
  readonly days: number;
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** Minting promises months that no one has paid for yet. */
export function mintPostings({ batchId, months, cards, ...posted }: BatchPosting): Transfer[] {
  return [
    {
      ...posted,
      kind: 'mint',
      debit: account('month.stock', batchId),
      credit: account('month.issuer'),
      asset: 'MONTH',
      amount: BigInt(months * cards),
    },
  ];
}

export function spoilPostings({ batchId, months, cards, ...posted }: BatchPosting): Transfer[] {
  return [
    {
      ...posted,
      kind: 'spoil',
      debit: account('month.spoiled', batchId),
      credit: account('month.stock', batchId),
      asset: 'MONTH',
      amount: BigInt(months * cards),
    },
  ];
}

/** Unsold cards past their shelf life: quantity only, money was never there. */
export function expireUnsoldPostings({ batchId, months, cards, ...posted }: BatchPosting): Transfer[] {
  return [
    {
      ...posted,
      kind: 'expire_unsold',
      debit: account('month.expired_unsold', batchId),
      credit: account('month.stock', batchId),
      asset: 'MONTH',
      amount: BigInt(months * cards),
    },
  ];
}

/** No revenue yet: a prepayment is a liability (IFRS 15, ASC 606). The retailer keeps its commission. */
export function salePostings(sale: SalePosting): Transfer[] {
  const { batchId, productId, retailerId, months, amountMinor, commissionMinor, currency, monthsFrom, ...posted } =
    sale;
  const receivable = account('receivable', retailerId);
  return present([
    {
      ...posted,
      kind: 'sale',
      debit: receivable,
      credit: account('card_liability', productId),
      asset: currency,
      amount: amountMinor,
    },
    {
      ...posted,
      kind: 'sale.commission',
      debit: account('commission', productId),
      credit: receivable,
      asset: currency,
      amount: commissionMinor,
    },
    {
      ...posted,
      kind: 'sale.months',
      debit: account('month.sold', productId),
      credit: account(monthsFrom ?? 'month.stock', batchId),
      asset: 'MONTH',
      amount: BigInt(months),
    },
  ]);
}

/** How a sale ended: the sale never happened (back to the peg), it was undone late, or the card was taken back. */
export type SaleEnd = 'reversal' | 'reversal_late' | 'void';

/**
 * The mirror of the amounts stored with the sale: price and commission are never computed again. A reversal says that
 * there was no sale, so there is no commission either; whether a card taken back costs the retailer its own is a setting.
 */
export function saleEndPostings(end: SaleEnd, sale: SalePosting, clawBack: boolean): Transfer[] {
  const {
    batchId,
    productId,
    retailerId,
    months,
    amountMinor,
    commissionMinor,
    currency,
    monthsFrom: _,
    ...posted
  } = sale;
  const receivable = account('receivable', retailerId);
  const monthsTo = end === 'reversal' ? account('month.stock', batchId) : account('month.voided', productId);
  return present([
    {
      ...posted,
      kind: end,
      debit: account('card_liability', productId),
      credit: receivable,
      asset: currency,
      amount: amountMinor,
    },
    {
      ...posted,
      kind: `${end}.commission`,
      debit: receivable,
      credit: account('commission', productId),
      asset: currency,
      amount: end === 'void' && !clawBack ? 0n : commissionMinor,
    },
    {
      ...posted,
      kind: `${end}.months`,
      debit: monthsTo,
      credit: account('month.sold', productId),
      asset: 'MONTH',
      amount: BigInt(months),
    },
  ]);
}

/** The promise of a card becomes days on a device; the money waits there to be earned day by day. */
export function redemptionPostings({
  productId,
  deviceId,
  months,
  days,
  amountMinor,
  currency,
  ...posted
}: RedemptionPosting): Transfer[] {
  return [
    {
      ...posted,
      kind: 'redemption',
      debit: account('card_liability', productId),
      credit: account('deferred', productId),
      asset: currency,
      amount: amountMinor,
    },
    {
      ...posted,
      kind: 'redemption.months',
      debit: account('month.redeemed', productId),
      credit: account('month.sold', productId),
      asset: 'MONTH',
      amount: BigInt(months),
    },
    grantPosting({ ...posted, deviceId, days }),
  ];
}

/** Days on a device that no card of ours paid for: what it came with, or another road of payment. */
export function grantPosting({
  deviceId,
  days,
  ...posted
}: Posted & { readonly deviceId: bigint; readonly days: number }): Transfer {
  return {
    ...posted,
    kind: 'grant.days',
    debit: account('day.device', deviceId),
    credit: account('day.issuer'),
    asset: 'DAY',
    amount: BigInt(days),
  };
}

/** A commission of nothing is no transfer. */
function present(transfers: readonly Transfer[]): Transfer[] {
  return transfers.filter(({ amount }) => amount > 0n);
}
