import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Returns, counts and re-order points of the stores; settings that people change with a date. */
export class StockKeeping1764000013000 implements MigrationInterface {
  readonly name = 'StockKeeping1764000013000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- A box that came back before anyone received it; and when no card of a box can hang on a peg any more.
      ALTER TABLE consignment
        DROP CONSTRAINT consignment_state_known,
        ADD CONSTRAINT consignment_state_known CHECK (state IN ('shipped', 'received', 'received_short', 'returned')),
        ADD cleared_at timestamptz;
      CREATE INDEX consignment_open ON consignment (id) WHERE cleared_at IS NULL;
      CREATE TABLE card_return (
        id uuid CONSTRAINT card_return_pkey PRIMARY KEY,
        store_id int NOT NULL CONSTRAINT card_return_store_fkey REFERENCES store,
        first_card bigint NOT NULL,
        last_card bigint NOT NULL,
        cards int NOT NULL CONSTRAINT card_return_cards_positive CHECK (cards > 0),
        reason text NOT NULL,
        returned_by text NOT NULL,
        returned_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT card_return_range CHECK (first_card <= last_card)
      );
      CREATE INDEX card_return_store ON card_return (store_id);
      CREATE TABLE stock_count (
        id uuid CONSTRAINT stock_count_pkey PRIMARY KEY,
        store_id int NOT NULL CONSTRAINT stock_count_store_fkey REFERENCES store,
        product_id int NOT NULL CONSTRAINT stock_count_product_fkey REFERENCES product,
        expected int NOT NULL,
        counted int NOT NULL CONSTRAINT stock_count_not_negative CHECK (counted >= 0),
        counted_by text NOT NULL,
        counted_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX stock_count_store ON stock_count (store_id, product_id);
      CREATE TABLE reorder_point (
        store_id int NOT NULL CONSTRAINT reorder_point_store_fkey REFERENCES store,
        product_id int NOT NULL CONSTRAINT reorder_point_product_fkey REFERENCES product,
        cards int NOT NULL CONSTRAINT reorder_point_not_negative CHECK (cards >= 0),
        CONSTRAINT reorder_point_pkey PRIMARY KEY (store_id, product_id)
      );
      -- A dated row each: the newest one that has begun counts.
      CREATE TABLE policy_setting (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT policy_setting_pkey PRIMARY KEY,
        name text NOT NULL,
        value jsonb NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        set_by text NOT NULL
      );
      CREATE INDEX policy_setting_name ON policy_setting (name, since DESC, id DESC);
      REVOKE UPDATE, DELETE ON policy_setting FROM reup_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE policy_setting, reorder_point, stock_count, card_return;
      ALTER TABLE consignment DROP cleared_at, DROP CONSTRAINT consignment_state_known,
        ADD CONSTRAINT consignment_state_known CHECK (state IN ('shipped', 'received', 'received_short'));
    `);
  }
}
