import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Work that must follow a commit. */
export class Outbox1764000009000 implements MigrationInterface {
  readonly name = 'Outbox1764000009000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- Jobs staged by the transaction that needs them; the drain moves them to the queue and deletes them after.
      CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_pkey PRIMARY KEY,
        queue text NOT NULL,
        name text NOT NULL,
        job_id text NOT NULL,
        data jsonb NOT NULL,
        staged_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE outbox;
    `);
  }
}
