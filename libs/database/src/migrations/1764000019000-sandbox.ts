import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A retailer that only plays: its cards give each outcome on purpose. */
export class Sandbox1764000019000 implements MigrationInterface {
  readonly name = 'Sandbox1764000019000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      ALTER TABLE retailer ADD sandbox boolean NOT NULL DEFAULT false;
      -- A card of a sandbox and what it is for; handed out once.
      CREATE TABLE sandbox_card (
        card_id bigint CONSTRAINT sandbox_card_pkey PRIMARY KEY,
        store_id int NOT NULL CONSTRAINT sandbox_card_store_fkey REFERENCES store,
        outcome text NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        taken_at timestamptz
      );
      CREATE INDEX sandbox_card_free ON sandbox_card (store_id, outcome) WHERE taken_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE sandbox_card;
      ALTER TABLE retailer DROP sandbox;
    `);
  }
}
