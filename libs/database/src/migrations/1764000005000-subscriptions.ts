import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts, devices and the grants of time that their end dates are folded from. */
export class Subscriptions1764000005000 implements MigrationInterface {
  readonly name = 'Subscriptions1764000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      CREATE TABLE account (
        id uuid CONSTRAINT account_pkey PRIMARY KEY,
        name text NOT NULL,
        email text NOT NULL CONSTRAINT account_email_once UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      -- paid_through = anchor + anchor_months, clamped to its month's last day; an inclusive local date of the device's zone.
      CREATE TABLE device (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT device_pkey PRIMARY KEY,
        number text NOT NULL CONSTRAINT device_number_once UNIQUE CONSTRAINT device_number_digits CHECK (number ~ '^[0-9]{6,15}$'),
        plan text NOT NULL,
        zone text NOT NULL,
        account_id uuid CONSTRAINT device_account_fkey REFERENCES account,
        anchor date,
        anchor_months int NOT NULL DEFAULT 0,
        paid_through date,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT device_anchored CHECK ((anchor IS NULL) = (paid_through IS NULL))
      ) WITH (fillfactor = 85);
      CREATE INDEX device_account ON device (account_id) WHERE account_id IS NOT NULL;

      CREATE TABLE device_grant (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT device_grant_pkey PRIMARY KEY,
        device_id bigint NOT NULL,
        kind text NOT NULL CONSTRAINT device_grant_kind_known CHECK (kind IN ('opening', 'card', 'replacement')),
        source uuid NOT NULL CONSTRAINT device_grant_source_once UNIQUE,
        months smallint NOT NULL CONSTRAINT device_grant_months_positive CHECK (months > 0),
        days int NOT NULL CONSTRAINT device_grant_days_positive CHECK (days > 0),
        granted_on date NOT NULL,
        anchor date NOT NULL,
        anchor_months int NOT NULL,
        through date NOT NULL,
        granted_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX device_grant_device ON device_grant (device_id);
      CREATE TRIGGER device_grant_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON device_grant
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      REVOKE UPDATE, DELETE ON device_grant FROM reup_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE device_grant, device, account;
    `);
  }
}
