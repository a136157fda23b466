import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The application's role, and the two functions by which the database itself keeps its promises. */
export class Foundations1764000000000 implements MigrationInterface {
  readonly name = 'Foundations1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reup_app') THEN CREATE ROLE reup_app NOLOGIN; END IF;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server was faster
      END $$;
      GRANT reup_app TO CURRENT_USER;
      GRANT USAGE ON SCHEMA public TO reup_app;
      GRANT SELECT ON migration TO reup_app;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO reup_app;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO reup_app;

      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% only grows: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
      END $$;

      -- In a group, writes travel with COMMIT: what a write must have done is checked here, or the transaction ends.
      CREATE FUNCTION expect_rows(actual bigint, expected bigint, what text) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF actual <> expected THEN RAISE EXCEPTION '%: % rows instead of %', what, actual, expected; END IF;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP FUNCTION expect_rows;
      DROP FUNCTION refuse_change;
    `);
  }
}
