import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Products, batches, cards and the history of every card. */
export class Cards1764000002000 implements MigrationInterface {
  readonly name = 'Cards1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      CREATE TABLE product (
        id int GENERATED ALWAYS AS IDENTITY CONSTRAINT product_pkey PRIMARY KEY,
        name text NOT NULL CONSTRAINT product_name_once UNIQUE,
        plan text NOT NULL,
        months smallint NOT NULL CONSTRAINT product_months_in_range CHECK (months BETWEEN 1 AND 36),
        price_minor bigint NOT NULL CONSTRAINT product_price_positive CHECK (price_minor > 0),
        currency text NOT NULL CONSTRAINT product_currency_iso CHECK (currency ~ '^[A-Z]{3}$'),
        gtin text NOT NULL CONSTRAINT product_gtin_once UNIQUE CONSTRAINT product_gtin_digits CHECK (gtin ~ '^[0-9]{14}$'),
        shelf_months smallint NOT NULL CONSTRAINT product_shelf_positive CHECK (shelf_months > 0),
        after_sale_months smallint NOT NULL CONSTRAINT product_after_sale_positive CHECK (after_sale_months > 0),
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE SEQUENCE batch_number MINVALUE 1 MAXVALUE 999999;
      CREATE TABLE batch (
        id int CONSTRAINT batch_pkey PRIMARY KEY
          -- 9792 starts bank cards of one scheme, so serials 97 92… are never printed.
          CONSTRAINT batch_number_allowed CHECK (id BETWEEN 1 AND 999999 AND id NOT BETWEEN 920000 AND 929999),
        product_id int NOT NULL CONSTRAINT batch_product_fkey REFERENCES product,
        quantity int NOT NULL CONSTRAINT batch_quantity_in_range CHECK (quantity BETWEEN 1 AND 9999999),
        state text NOT NULL CONSTRAINT batch_state_known CHECK (state IN
          ('requested','approved','rejected','cancelled','minting','paused','failed','minted','sealed','released','frozen','closed')),
        months smallint NOT NULL,
        price_minor bigint NOT NULL,
        currency text NOT NULL,
        gtin text NOT NULL,
        plan text NOT NULL,
        sell_by date NOT NULL,
        after_sale_months smallint NOT NULL,
        chunk_size int NOT NULL CONSTRAINT batch_chunk_positive CHECK (chunk_size > 0),
        minted int NOT NULL DEFAULT 0 CONSTRAINT batch_minted_in_range CHECK (minted BETWEEN 0 AND quantity),
        pepper_id smallint NOT NULL,
        requested_by uuid NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT now(),
        approved_by uuid,
        approved_at timestamptz,
        minted_at timestamptz,
        sealed_at timestamptz,
        released_by uuid,
        released_at timestamptz,
        reason text,
        CONSTRAINT batch_approved_by_another CHECK (approved_by <> requested_by),
        CONSTRAINT batch_released_by_another CHECK (released_by <> requested_by)
      );

      -- The PINs of a batch that is not sealed, under a key that never enters the database.
      CREATE TABLE batch_chunk (
        batch_id int NOT NULL CONSTRAINT batch_chunk_batch_fkey REFERENCES batch,
        chunk int NOT NULL,
        first_index int NOT NULL,
        cards int NOT NULL CONSTRAINT batch_chunk_cards_positive CHECK (cards > 0),
        iv bytea NOT NULL CONSTRAINT batch_chunk_iv_96_bits CHECK (octet_length(iv) = 12),
        sealed_pins bytea NOT NULL,
        CONSTRAINT batch_chunk_pkey PRIMARY KEY (batch_id, chunk)
      );

      -- The key is the serial's 13 inner digits: batch * 10^7 + index. The state stands in no index: it would cost
      -- every sale its heap-only update.
      CREATE TABLE card (
        id bigint CONSTRAINT card_pkey PRIMARY KEY,
        pin_digest bytea NOT NULL CONSTRAINT card_pin_digest_once UNIQUE
          CONSTRAINT card_pin_digest_16_bytes CHECK (octet_length(pin_digest) = 16),
        pepper_id smallint NOT NULL,
        state text NOT NULL CONSTRAINT card_state_known CHECK (state IN
          ('printed','shipped','in_store','active','held','redeemed','voided','replaced','spoiled','expired','blocked')),
        store_id int,
        activation_id uuid,
        blocked_from text,
        -- The table refuses what the state machine would: a live PIN that nobody paid for.
        CONSTRAINT card_live_is_sold CHECK (activation_id IS NOT NULL OR state NOT IN ('active','held','redeemed','replaced')),
        CONSTRAINT card_unsold_is_not CHECK (activation_id IS NULL OR state NOT IN ('printed','shipped','in_store','voided','spoiled')),
        CONSTRAINT card_blocked_remembers CHECK ((state = 'blocked') = (blocked_from IS NOT NULL))
      ) WITH (fillfactor = 85);

      -- A move of many cards is one row over a range; a card's history is the rows whose range holds it.
      CREATE TABLE card_event (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT card_event_pkey PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        kind text NOT NULL,
        first_card bigint NOT NULL,
        last_card bigint NOT NULL,
        actor text NOT NULL,
        store_id int,
        source uuid,
        detail jsonb,
        CONSTRAINT card_event_range CHECK (first_card <= last_card AND first_card / 10000000 = last_card / 10000000)
      );
      CREATE INDEX card_event_of_one ON card_event (first_card) WHERE first_card = last_card;
      CREATE INDEX card_event_of_many ON card_event (first_card) WHERE first_card <> last_card;
      CREATE TRIGGER card_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON card_event
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      REVOKE UPDATE, DELETE ON card_event FROM reup_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE card_event, card, batch_chunk, batch, product;
      DROP SEQUENCE batch_number;
    `);
  }
}
