import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sheets for the printer and consignments to the stores. */
export class Stock1764000008000 implements MigrationInterface {
  readonly name = 'Stock1764000008000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- A PDF of printable sheets; its bytes lie beside the keyring's batch key, encrypted under it, until the seal.
      CREATE TABLE sheet (
        id uuid CONSTRAINT sheet_pkey PRIMARY KEY,
        batch_id int NOT NULL CONSTRAINT sheet_batch_fkey REFERENCES batch,
        state text NOT NULL CONSTRAINT sheet_state_known CHECK (state IN ('making', 'ready', 'failed', 'destroyed')),
        first_card bigint NOT NULL,
        last_card bigint NOT NULL,
        till_code text NOT NULL,
        done int NOT NULL DEFAULT 0,
        bytes bigint,
        sha256 bytea,
        requested_by uuid NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT now(),
        ready_at timestamptz,
        downloads int NOT NULL DEFAULT 0,
        reason text
      );
      CREATE INDEX sheet_batch ON sheet (batch_id);
      CREATE TABLE consignment (
        id uuid CONSTRAINT consignment_pkey PRIMARY KEY,
        store_id int NOT NULL CONSTRAINT consignment_store_fkey REFERENCES store,
        state text NOT NULL CONSTRAINT consignment_state_known CHECK (state IN ('shipped', 'received', 'received_short')),
        first_card bigint NOT NULL,
        last_card bigint NOT NULL,
        cards int NOT NULL CONSTRAINT consignment_cards_positive CHECK (cards > 0),
        received int,
        shipped_by text NOT NULL,
        shipped_at timestamptz NOT NULL DEFAULT now(),
        received_by text,
        received_at timestamptz,
        CONSTRAINT consignment_range CHECK (first_card <= last_card)
      );
      CREATE INDEX consignment_store ON consignment (store_id);
      CREATE INDEX consignment_range ON consignment (first_card);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE consignment, sheet;
    `);
  }
}
