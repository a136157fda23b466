import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sale of a card for cash, once a key and at most one live a card. */
export class Activation1764000004000 implements MigrationInterface {
  readonly name = 'Activation1764000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- One row a (terminal, key): a sale, or the tombstone of a reversal that came before its sale.
      CREATE TABLE activation (
        id uuid CONSTRAINT activation_pkey PRIMARY KEY,
        terminal_id int NOT NULL,
        key text NOT NULL CONSTRAINT activation_key_shape CHECK (key ~ '^[A-Za-z0-9._~-]{1,64}$'),
        fingerprint bytea,
        state text NOT NULL CONSTRAINT activation_state_known CHECK (state IN ('active', 'reversed', 'voided')),
        card_id bigint,
        retailer_id int NOT NULL,
        store_id int NOT NULL,
        product_id int,
        months smallint,
        amount_minor bigint CONSTRAINT activation_amount_positive CHECK (amount_minor > 0),
        currency text,
        commission_minor bigint CONSTRAINT activation_commission_not_negative CHECK (commission_minor >= 0),
        authorization_code text,
        receipt text,
        clerk text,
        shift_id uuid,
        sold_at timestamptz,
        activated_at timestamptz,
        business_date date,
        stored boolean NOT NULL DEFAULT false,
        ended_at timestamptz,
        ended_by text CONSTRAINT activation_ended_by_known CHECK (ended_by IN ('reversal', 'reversal_late', 'void')),
        ended_reason text,
        CONSTRAINT activation_key_once UNIQUE (terminal_id, key),
        CONSTRAINT activation_whole CHECK ((card_id IS NULL AND state = 'reversed') OR (
          card_id IS NOT NULL AND fingerprint IS NOT NULL AND product_id IS NOT NULL AND months IS NOT NULL AND
          amount_minor IS NOT NULL AND currency IS NOT NULL AND commission_minor IS NOT NULL AND
          authorization_code IS NOT NULL AND activated_at IS NOT NULL AND business_date IS NOT NULL)),
        CONSTRAINT activation_ended CHECK ((state = 'active') = (ended_at IS NULL))
      );
      CREATE UNIQUE INDEX activation_live_once ON activation (card_id) WHERE state = 'active';
      CREATE INDEX activation_ended_of_card ON activation (card_id) WHERE state <> 'active' AND card_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE activation;
    `);
  }
}
