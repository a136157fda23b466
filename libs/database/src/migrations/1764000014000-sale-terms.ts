import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a sale costs, by date: prices, commissions, taxes; and how much a retailer may still sell on credit. */
export class SaleTerms1764000014000 implements MigrationInterface {
  readonly name = 'SaleTerms1764000014000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      ALTER TABLE retailer ADD currency text NOT NULL DEFAULT 'USD' CONSTRAINT retailer_currency_shape CHECK (currency ~ '^[A-Z]{3}$');
      -- Where the store's taxes are: 'US-TX', 'HU'. Empty: none are told.
      ALTER TABLE store ADD jurisdiction text NOT NULL DEFAULT '';
      -- Dated rows: the newest that has begun on the business date counts. A day that has begun anywhere gets no new row,
      -- so that what a day's sale was decided from never changes.
      CREATE TABLE product_price (
        product_id int NOT NULL CONSTRAINT product_price_product_fkey REFERENCES product,
        valid_from date NOT NULL,
        price_minor bigint NOT NULL CONSTRAINT product_price_positive CHECK (price_minor > 0),
        set_by text NOT NULL,
        set_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT product_price_pkey PRIMARY KEY (product_id, valid_from)
      );
      CREATE TABLE commission_rate (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT commission_rate_pkey PRIMARY KEY,
        retailer_id int NOT NULL CONSTRAINT commission_rate_retailer_fkey REFERENCES retailer,
        -- NULL: every product that has no row of its own.
        product_id int CONSTRAINT commission_rate_product_fkey REFERENCES product,
        valid_from date NOT NULL,
        commission_bp int NOT NULL CONSTRAINT commission_rate_share CHECK (commission_bp BETWEEN 0 AND 10000),
        set_by text NOT NULL,
        set_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT commission_rate_once UNIQUE NULLS NOT DISTINCT (retailer_id, product_id, valid_from)
      );
      -- A tax or fee that the retailer collects on top of the price: a memo on the sale, never our money.
      CREATE TABLE tax_rate (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT tax_rate_pkey PRIMARY KEY,
        jurisdiction text NOT NULL CONSTRAINT tax_rate_jurisdiction_shape CHECK (jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'),
        name text NOT NULL,
        valid_from date NOT NULL,
        -- Either a share of the price or so much a card; both zero ends it.
        rate_bp int NOT NULL DEFAULT 0 CONSTRAINT tax_rate_share CHECK (rate_bp BETWEEN 0 AND 10000),
        flat_minor bigint NOT NULL DEFAULT 0 CONSTRAINT tax_rate_not_negative CHECK (flat_minor >= 0),
        currency text NOT NULL CONSTRAINT tax_rate_currency_shape CHECK (currency ~ '^[A-Z]{3}$'),
        set_by text NOT NULL,
        set_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT tax_rate_once UNIQUE (jurisdiction, name, valid_from),
        CONSTRAINT tax_rate_one_kind CHECK (rate_bp = 0 OR flat_minor = 0)
      );
      -- The room that a limit leaves, kept in stripes: sales that run at once take from different rows, and the sum can't
      -- be overdrawn. Sum of a retailer's rows = its limit - what it owes.
      CREATE TABLE retailer_credit (
        retailer_id int NOT NULL CONSTRAINT retailer_credit_retailer_fkey REFERENCES retailer,
        stripe smallint NOT NULL CONSTRAINT retailer_credit_stripe CHECK (stripe BETWEEN 0 AND 15),
        room_minor bigint NOT NULL,
        CONSTRAINT retailer_credit_pkey PRIMARY KEY (retailer_id, stripe)
      ) WITH (fillfactor = 50);
      INSERT INTO retailer_credit (retailer_id, stripe, room_minor)
        SELECT r.id, s, CASE WHEN s = 0 THEN r.credit_limit_minor - coalesce(o.owed, 0) ELSE 0 END
          FROM retailer r CROSS JOIN generate_series(0, 15) s
          CROSS JOIN LATERAL (SELECT 110000000000000000 + r.id AS receivable) a
          LEFT JOIN LATERAL (SELECT sum(CASE WHEN t.debit = a.receivable THEN t.amount ELSE -t.amount END) AS owed
                               FROM transfer t WHERE t.asset = r.currency AND a.receivable IN (t.debit, t.credit)) o ON true
         WHERE r.credit_limit_minor IS NOT NULL;
      REVOKE UPDATE, DELETE ON product_price, commission_rate, tax_rate FROM reup_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE retailer_credit, tax_rate, commission_rate, product_price;
      ALTER TABLE store DROP jurisdiction;
      ALTER TABLE retailer DROP currency;
    `);
  }
}
