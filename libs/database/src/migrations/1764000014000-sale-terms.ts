import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a sale costs, by date: prices, commissions, taxes; and how much a retailer may still sell on credit. */
export class SaleTerms1764000014000 implements MigrationInterface {
  readonly name = 'SaleTerms1764000014000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      ALTER TABLE retailer ADD currency text NOT NULL DEFAULT 'USD' CONSTRAINT retailer_currency_shape CHECK (currency ~ '^[A-Z]{3}$');
      -- Where the store's taxes are: 'US-TX', 'HU'. Empty: none are told.
      ALTER TABLE store ADD jurisdiction text NOT NULL DEFAULT '';
      -- Dated rows: the newest that has begun on the business date counts. A day that has begun anywhere gets no new row and
      -- keeps the one it has, so that what a day's sale was decided from never changes.
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
      CREATE FUNCTION refuse_begun_day() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        -- UTC+14 is where every day begins first.
        IF OLD.valid_from <= (clock_timestamp() AT TIME ZONE 'UTC' + interval '14 hours')::date THEN
          RAISE EXCEPTION '% of % has begun and does not change', TG_TABLE_NAME, OLD.valid_from USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER product_price_begun BEFORE UPDATE ON product_price FOR EACH ROW EXECUTE FUNCTION refuse_begun_day();
      CREATE TRIGGER commission_rate_begun BEFORE UPDATE ON commission_rate FOR EACH ROW EXECUTE FUNCTION refuse_begun_day();
      CREATE TRIGGER tax_rate_begun BEFORE UPDATE ON tax_rate FOR EACH ROW EXECUTE FUNCTION refuse_begun_day();
      REVOKE DELETE ON product_price, commission_rate, tax_rate FROM reup_app;
      -- The room that a limit leaves, kept in stripes: sales that run at once take from different rows, and the sum can't
      -- be overdrawn. Sum of a retailer's rows = its limit - what it owes, where no limit was agreed 10^15 - what it owes.
      -- Never are some rows above zero and others below, so that whoever holds one row with room may spend it.
      CREATE TABLE retailer_credit (
        retailer_id int NOT NULL CONSTRAINT retailer_credit_retailer_fkey REFERENCES retailer,
        stripe smallint NOT NULL CONSTRAINT retailer_credit_stripe CHECK (stripe BETWEEN 0 AND 15),
        room_minor bigint NOT NULL,
        CONSTRAINT retailer_credit_pkey PRIMARY KEY (retailer_id, stripe)
      ) WITH (fillfactor = 50);
      -- Gives a retailer's room to its first stripes in equal parts. The caller holds all of its rows.
      CREATE FUNCTION spread_credit(retailer int, total bigint, parts bigint) RETURNS void LANGUAGE sql AS $$
        UPDATE retailer_credit SET room_minor = p.room
          FROM (SELECT s, CASE WHEN s < parts THEN total / parts ELSE 0 END + CASE WHEN s = 0 THEN total % parts ELSE 0 END AS room
                  FROM generate_series(0, 15) s) p
         WHERE retailer_id = retailer AND stripe = p.s AND room_minor <> p.room;
      $$;
      -- One row a retailer with the room that is needed: a free one that has it, without waiting; else all of the
      -- retailer's rows are waited for, and the first gets what is needed, if there is as much. "whole": more may be spent
      -- than there is, so all of the room must be in one hand. Retailers in the order of their numbers, rows in the order
      -- of stripes, and who holds one row never waits for another of that retailer: no two can wait for each other.
      CREATE FUNCTION lock_credit(retailers int[], needs bigint[], wholes boolean[])
        RETURNS TABLE (retailer int, held smallint, room bigint) LANGUAGE plpgsql AS $$
      DECLARE
        want record;
        total bigint;
        parts bigint;
      BEGIN
        FOR want IN SELECT * FROM unnest(retailers, needs, wholes) AS w (id, need, whole) ORDER BY id LOOP
          IF NOT want.whole THEN
            SELECT c.retailer_id, c.stripe, c.room_minor INTO retailer, held, room FROM retailer_credit c
             WHERE c.retailer_id = want.id AND c.room_minor > 0 AND c.room_minor >= want.need
             ORDER BY c.stripe LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
            IF FOUND THEN
              RETURN NEXT;
              CONTINUE;
            END IF;
          END IF;
          PERFORM FROM retailer_credit c WHERE c.retailer_id = want.id ORDER BY c.stripe FOR NO KEY UPDATE;
          SELECT sum(c.room_minor) INTO total FROM retailer_credit c WHERE c.retailer_id = want.id;
          CONTINUE WHEN total IS NULL;
          -- Parts that last for some sales each; near the limit one part has it all.
          parts := CASE WHEN want.whole THEN 1 ELSE greatest(1, least(16, total / greatest(4 * want.need, 1))) END;
          PERFORM spread_credit(want.id, total, parts);
          retailer := want.id;
          held := 0;
          room := total / parts + total % parts;
          RETURN NEXT;
        END LOOP;
      END $$;
      -- No retailer without its credit, whoever writes the row.
      CREATE FUNCTION open_credit() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO retailer_credit (retailer_id, stripe, room_minor) SELECT NEW.id, s, 0 FROM generate_series(0, 15) s;
        PERFORM spread_credit(NEW.id, coalesce(NEW.credit_limit_minor, 1000000000000000), 16);
        RETURN NULL;
      END $$;
      CREATE TRIGGER retailer_credit_open AFTER INSERT ON retailer FOR EACH ROW EXECUTE FUNCTION open_credit();
      INSERT INTO retailer_credit (retailer_id, stripe, room_minor)
        SELECT r.id, s, CASE WHEN s = 0 THEN coalesce(r.credit_limit_minor, 1000000000000000) - coalesce(o.owed, 0) ELSE 0 END
          FROM retailer r CROSS JOIN generate_series(0, 15) s
          LEFT JOIN (SELECT retailer, asset, sum(minor) AS owed FROM (
                       SELECT debit - 110000000000000000 AS retailer, asset, amount AS minor FROM transfer WHERE debit / 1000000000000000 = 110
                       UNION ALL
                       SELECT credit - 110000000000000000, asset, -amount FROM transfer WHERE credit / 1000000000000000 = 110) t
                      GROUP BY 1, 2) o ON o.retailer = r.id AND o.asset = r.currency;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TRIGGER retailer_credit_open ON retailer;
      DROP FUNCTION open_credit, lock_credit, spread_credit;
      DROP TABLE retailer_credit, tax_rate, commission_rate, product_price;
      DROP FUNCTION refuse_begun_day;
      ALTER TABLE store DROP jurisdiction;
      ALTER TABLE retailer DROP currency;
    `);
  }
}
