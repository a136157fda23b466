import type { Transactions, Tx } from '#lib/database';
import type { LocalDate } from '#lib/kernel';
import type { CommissionRate } from './commission-rate.entity.js';
import type { TaxRate } from './tax-rate.entity.js';
import type { TaxRule } from './taxes.js';

/** What stands, and the database's clock of that moment. */
interface Read<Value> {
  readonly value: Value;
  readonly now: Date;
}

export async function readCommission(
  transactions: Transactions,
  retailerId: number,
  productId: number,
  day: LocalDate,
): Promise<Read<number>> {
  const [row] = await transactions.read<{ now: Date; bp: number }>(
    `SELECT clock_timestamp() AS now, coalesce(
         (SELECT commission_bp FROM commission_rate WHERE retailer_id = r.id AND product_id = $2 AND valid_from <= $3
           ORDER BY valid_from DESC LIMIT 1),
         (SELECT commission_bp FROM commission_rate WHERE retailer_id = r.id AND product_id IS NULL AND valid_from <= $3
           ORDER BY valid_from DESC LIMIT 1),
         r.commission_bp) AS bp
       FROM retailer r WHERE r.id = $1`,
    [retailerId, productId, day],
  );
  if (row === undefined) throw new Error(`no retailer ${retailerId}`);
  return { value: row.bp, now: row.now };
}

interface TaxRow {
  name: string;
  rate_bp: number;
  flat_minor: string;
  currency: string;
}

/** What a place takes on that day, by name; without what has ended. */
export async function readTaxes(
  transactions: Transactions,
  jurisdiction: string,
  day: LocalDate,
): Promise<Read<readonly TaxRule[]>> {
  const rows = await transactions.read<{ now: Date } & (TaxRow | { name: null })>(
    `SELECT clock_timestamp() AS now, t.name, t.rate_bp, t.flat_minor, t.currency FROM (SELECT) AS always
       LEFT JOIN (SELECT DISTINCT ON (name) name, rate_bp, flat_minor, currency FROM tax_rate
         WHERE jurisdiction = $1 AND valid_from <= $2 ORDER BY name, valid_from DESC) t ON true
      ORDER BY t.name`,
    [jurisdiction, day],
  );
  const value = rows.flatMap((row) => (row.name === null ? [] : [toRule(row)])).filter(isTaken);
  return { value, now: rows[0]!.now };
}

function toRule({ name, rate_bp: rateBp, flat_minor: flatMinor, currency }: TaxRow): TaxRule {
  return { name, rateBp, flatMinor: BigInt(flatMinor), currency };
}

const isTaken = ({ rateBp, flatMinor }: TaxRule): boolean => rateBp > 0 || flatMinor > 0n;

export type NewCommissionRate = Pick<
  CommissionRate,
  'retailerId' | 'productId' | 'validFrom' | 'commissionBp' | 'setBy'
>;
export type NewTaxRate = Omit<TaxRate, 'id' | 'setAt'>;

interface CommissionRow {
  id: string;
  retailer_id: number;
  product_id: number | null;
  valid_from: string;
  commission_bp: number;
  set_by: string;
  set_at: Date;
}

const COMMISSION_COLUMNS = 'id, retailer_id, product_id, valid_from::text AS valid_from, commission_bp, set_by, set_at';

function toCommission(row: CommissionRow): CommissionRate {
  return {
    id: row.id,
    retailerId: row.retailer_id,
    productId: row.product_id,
    validFrom: row.valid_from,
    commissionBp: row.commission_bp,
    setBy: row.set_by,
    setAt: row.set_at,
  };
}

/** The same day again replaces what was set for it; a trigger refuses that of a day which has begun. */
export async function upsertCommission(tx: Tx, rate: NewCommissionRate): Promise<CommissionRate> {
  const [row] = await tx.rows<CommissionRow>(
    `INSERT INTO commission_rate (retailer_id, product_id, valid_from, commission_bp, set_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT ON CONSTRAINT commission_rate_once
       DO UPDATE SET commission_bp = EXCLUDED.commission_bp, set_by = EXCLUDED.set_by, set_at = now()
     RETURNING ${COMMISSION_COLUMNS}`,
    [rate.retailerId, rate.productId, rate.validFrom, rate.commissionBp, rate.setBy],
  );
  return toCommission(row!);
}

/** Terms are numbered beyond an `int`: the id after which to read is a text. */
export interface RateSlice {
  readonly afterId: string;
  readonly rowsMax: number;
}

export async function readCommissions(
  transactions: Transactions,
  retailerId: number,
  { afterId, rowsMax }: RateSlice,
): Promise<CommissionRate[]> {
  const rows = await transactions.read<CommissionRow>(
    `SELECT ${COMMISSION_COLUMNS} FROM commission_rate WHERE retailer_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
    [retailerId, afterId, rowsMax],
  );
  return rows.map(toCommission);
}

interface TaxRateRow extends TaxRow {
  id: string;
  jurisdiction: string;
  valid_from: string;
  set_by: string;
  set_at: Date;
}

const TAX_COLUMNS =
  'id, jurisdiction, name, valid_from::text AS valid_from, rate_bp, flat_minor, currency, set_by, set_at';

function toTaxRate({ id, jurisdiction, valid_from, set_by, set_at, ...rule }: TaxRateRow): TaxRate {
  return { id, jurisdiction, ...toRule(rule), validFrom: valid_from, setBy: set_by, setAt: set_at };
}

/** The same day again replaces what was set for it; a trigger refuses that of a day which has begun. */
export async function upsertTax(tx: Tx, rate: NewTaxRate): Promise<TaxRate> {
  const [row] = await tx.rows<TaxRateRow>(
    `INSERT INTO tax_rate (jurisdiction, name, valid_from, rate_bp, flat_minor, currency, set_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT ON CONSTRAINT tax_rate_once
       DO UPDATE SET rate_bp = EXCLUDED.rate_bp, flat_minor = EXCLUDED.flat_minor, currency = EXCLUDED.currency,
         set_by = EXCLUDED.set_by, set_at = now()
     RETURNING ${TAX_COLUMNS}`,
    [rate.jurisdiction, rate.name, rate.validFrom, rate.rateBp, String(rate.flatMinor), rate.currency, rate.setBy],
  );
  return toTaxRate(row!);
}

/** Of one place or of all. */
export async function readTaxRates(
  transactions: Transactions,
  { afterId, rowsMax }: RateSlice,
  jurisdiction?: string,
): Promise<TaxRate[]> {
  const rows = await transactions.read<TaxRateRow>(
    `SELECT ${TAX_COLUMNS} FROM tax_rate WHERE id > $1 AND ($2::text IS NULL OR jurisdiction = $2) ORDER BY id LIMIT $3`,
    [afterId, jurisdiction ?? null, rowsMax],
  );
  return rows.map(toTaxRate);
}
