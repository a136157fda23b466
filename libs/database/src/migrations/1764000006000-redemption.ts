import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every try to use a PIN, and the ones that came to something. */
export class Redemption1764000006000 implements MigrationInterface {
  readonly name = 'Redemption1764000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      CREATE TABLE attempt (
        id uuid CONSTRAINT attempt_pkey PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        verb text NOT NULL CONSTRAINT attempt_verb_known CHECK (verb IN ('preview', 'redeem')),
        channel text NOT NULL,
        -- A malformed try never comes this far. unknown = a guess; known = a PIN that someone has read.
        outcome text NOT NULL CONSTRAINT attempt_outcome_known CHECK (outcome IN ('unknown', 'known')),
        reason text,
        card_id bigint,
        device_id bigint,
        source inet NOT NULL,
        CONSTRAINT attempt_known_has_card CHECK ((outcome = 'known') = (card_id IS NOT NULL))
      );
      CREATE INDEX attempt_card ON attempt (card_id) WHERE card_id IS NOT NULL;
      CREATE TRIGGER attempt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON attempt
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      REVOKE UPDATE, DELETE ON attempt FROM reup_app;

      CREATE TABLE redemption (
        id uuid CONSTRAINT redemption_pkey PRIMARY KEY,
        card_id bigint NOT NULL,
        activation_id uuid NOT NULL,
        device_id bigint NOT NULL,
        key text,
        kind text NOT NULL CONSTRAINT redemption_kind_known CHECK (kind IN ('card', 'replacement')),
        state text NOT NULL CONSTRAINT redemption_state_known CHECK (state IN ('granted', 'held', 'rejected')),
        channel text NOT NULL,
        receipt text NOT NULL CONSTRAINT redemption_receipt_once UNIQUE,
        months smallint NOT NULL,
        paid_through date,
        requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        answer_by timestamptz,
        held_because text,
        decided_at timestamptz,
        decided_by text,
        CONSTRAINT redemption_granted_has_date CHECK ((state = 'granted') = (paid_through IS NOT NULL))
      );
      CREATE UNIQUE INDEX redemption_live_once ON redemption (card_id) WHERE state IN ('granted', 'held');
      CREATE INDEX redemption_device ON redemption (device_id);
      CREATE INDEX redemption_held ON redemption (answer_by) WHERE state = 'held';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE redemption, attempt;
    `);
  }
}
