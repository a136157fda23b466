import { shareOf } from '#lib/kernel';

/** A tax or fee as it stands on a day. */
export interface TaxRule {
  /** As the slip says it. */
  readonly name: string;
  /** Hundredths of a percent of the price; or `flatMinor` a card. */
  readonly rateBp: number;
  readonly flatMinor: bigint;
  readonly currency: string;
}

/** A line of the slip: what the retailer collects on top of the price. Never our money (domain §1). */
export interface TaxLine {
  readonly name: string;
  readonly amountMinor: bigint;
}

/** The lines of a sale, in the order of the rules, each rounded half up for itself; a line of nothing is none. */
export function taxesOn(priceMinor: bigint, currency: string, rules: readonly TaxRule[]): TaxLine[] {
  return rules
    .filter((rule) => rule.currency === currency)
    .map(({ name, rateBp, flatMinor }) => ({ name, amountMinor: flatMinor + shareOf(priceMinor, rateBp) }))
    .filter(({ amountMinor }) => amountMinor > 0n);
}
