import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger that only grows, and the differences found beside it. */
export class Ledger1764000003000 implements MigrationInterface {
  readonly name = 'Ledger1764000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- A row is a balanced pair: debit and credit of one amount. Account numbers are computed (libs/ledger), and no
      -- foreign key makes a sale wait for another's account row.
      CREATE TABLE transfer (
        id uuid CONSTRAINT transfer_pkey PRIMARY KEY,
        posted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        source uuid NOT NULL,
        kind text NOT NULL,
        debit bigint NOT NULL,
        credit bigint NOT NULL,
        asset text NOT NULL CONSTRAINT transfer_asset_known CHECK (asset ~ '^([A-Z]{3}|MONTH)$'),
        amount bigint NOT NULL CONSTRAINT transfer_amount_positive CHECK (amount > 0),
        business_date date NOT NULL,
        CONSTRAINT transfer_two_sides CHECK (debit <> credit),
        CONSTRAINT transfer_once UNIQUE (source, kind)
      );
      CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      REVOKE UPDATE, DELETE ON transfer FROM reup_app;

      -- A difference that someone must explain (domain: reconciliation).
      CREATE TABLE exception (
        id uuid CONSTRAINT exception_pkey PRIMARY KEY,
        code text NOT NULL,
        retailer_id int,
        store_id int,
        card_id bigint,
        amount_minor bigint,
        currency text,
        opened_at timestamptz NOT NULL DEFAULT now(),
        due_at timestamptz NOT NULL,
        detail jsonb,
        resolved_at timestamptz,
        resolution text
      );
      -- One open case a card and kind: a till that repeats itself opens no second one.
      CREATE UNIQUE INDEX exception_open_once ON exception (code, card_id) WHERE resolved_at IS NULL AND card_id IS NOT NULL;
      CREATE INDEX exception_open ON exception (due_at) WHERE resolved_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE exception, transfer;
    `);
  }
}
