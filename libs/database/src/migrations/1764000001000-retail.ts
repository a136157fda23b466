import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who sells: retailers, their stores, tills, clerks and shifts. Public keys only: nothing to steal here. */
export class Retail1764000001000 implements MigrationInterface {
  readonly name = 'Retail1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      CREATE TABLE retailer (
        id int GENERATED ALWAYS AS IDENTITY CONSTRAINT retailer_pkey PRIMARY KEY,
        name text NOT NULL CONSTRAINT retailer_name_once UNIQUE,
        receiving text NOT NULL CONSTRAINT retailer_receiving_known CHECK (receiving IN ('strict', 'lenient')),
        commission_bp int NOT NULL CONSTRAINT retailer_commission_share CHECK (commission_bp BETWEEN 0 AND 10000),
        claw_back boolean NOT NULL DEFAULT true,
        cut_off_minutes int NOT NULL DEFAULT 0 CONSTRAINT retailer_cut_off_in_day CHECK (cut_off_minutes BETWEEN 0 AND 1439),
        credit_limit_minor bigint CONSTRAINT retailer_credit_limit_positive CHECK (credit_limit_minor > 0),
        sells_in_bursts boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE store (
        id int GENERATED ALWAYS AS IDENTITY CONSTRAINT store_pkey PRIMARY KEY,
        retailer_id int NOT NULL CONSTRAINT store_retailer_fkey REFERENCES retailer,
        name text NOT NULL,
        address text NOT NULL DEFAULT '',
        zone text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT store_name_once UNIQUE (retailer_id, name)
      );
      CREATE TABLE terminal (
        id int GENERATED ALWAYS AS IDENTITY CONSTRAINT terminal_pkey PRIMARY KEY,
        store_id int NOT NULL CONSTRAINT terminal_store_fkey REFERENCES store,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT terminal_name_once UNIQUE (store_id, name)
      );
      CREATE TABLE terminal_key (
        key_id text CONSTRAINT terminal_key_pkey PRIMARY KEY,
        terminal_id int NOT NULL CONSTRAINT terminal_key_terminal_fkey REFERENCES terminal,
        public_key bytea NOT NULL CONSTRAINT terminal_key_ed25519 CHECK (octet_length(public_key) = 44),
        created_at timestamptz NOT NULL DEFAULT now(),
        revoked_at timestamptz
      );
      CREATE INDEX terminal_key_terminal ON terminal_key (terminal_id);
      CREATE TABLE clerk (
        id int GENERATED ALWAYS AS IDENTITY CONSTRAINT clerk_pkey PRIMARY KEY,
        store_id int NOT NULL CONSTRAINT clerk_store_fkey REFERENCES store,
        name text NOT NULL,
        code text NOT NULL,
        supervisor boolean NOT NULL DEFAULT false,
        supervisor_code_hash text,
        CONSTRAINT clerk_code_once UNIQUE (store_id, code)
      );
      CREATE TABLE shift (
        id uuid CONSTRAINT shift_pkey PRIMARY KEY,
        terminal_id int NOT NULL CONSTRAINT shift_terminal_fkey REFERENCES terminal,
        clerk_id int NOT NULL CONSTRAINT shift_clerk_fkey REFERENCES clerk,
        opened_at timestamptz NOT NULL DEFAULT now(),
        float_minor bigint NOT NULL CONSTRAINT shift_float_not_negative CHECK (float_minor >= 0),
        closed_at timestamptz
      );
      CREATE UNIQUE INDEX shift_one_open ON shift (terminal_id) WHERE closed_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE shift, clerk, terminal_key, terminal, store, retailer;
    `);
  }
}
