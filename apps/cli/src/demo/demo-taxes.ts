import type { Transactions } from '#lib/database';

/** Believable ones, so that slips in two of the demo's states have a line for them; no advice to any retailer. */
const TAXES = [
  { jurisdiction: 'US-IL', name: 'Prepaid wireless 9-1-1 surcharge', rateBp: 300, flatMinor: 0 },
  { jurisdiction: 'US-DE', name: 'Prepaid wireless E911 surcharge', rateBp: 0, flatMinor: 60 },
] as const;
const SINCE = '2026-01-01';

/** Written past the service, which gives terms to no day that has begun: the demo's shops sell today. */
export async function seedTaxes(transactions: Transactions): Promise<void> {
  await transactions.run((tx) =>
    tx.rows(
      `INSERT INTO tax_rate (jurisdiction, name, valid_from, rate_bp, flat_minor, currency, set_by)
       SELECT jurisdiction, name, $5::date, rate_bp, flat_minor, 'USD', 'system'
         FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[]) AS t (jurisdiction, name, rate_bp, flat_minor)`,
      [
        TAXES.map(({ jurisdiction }) => jurisdiction),
        TAXES.map(({ name }) => name),
        TAXES.map(({ rateBp }) => rateBp),
        TAXES.map(({ flatMinor }) => flatMinor),
        SINCE,
      ],
    ),
  );
}
