import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the rules of till and clerk watch, and what they found. */
export class TillRules1764000016000 implements MigrationInterface {
  readonly name = 'TillRules1764000016000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- What a rule found: who or what, and the facts it was decided from. One open alert a rule and subject.
      CREATE TABLE alert (
        id uuid CONSTRAINT alert_pkey PRIMARY KEY,
        rule text NOT NULL,
        subject text NOT NULL,
        -- What it was found from: the same evidence is never told twice.
        evidence text,
        retailer_id int,
        store_id int,
        facts jsonb NOT NULL,
        raised_at timestamptz NOT NULL DEFAULT now(),
        resolved_at timestamptz,
        resolved_by text,
        resolution text,
        CONSTRAINT alert_resolved_whole CHECK ((resolved_at IS NULL) = (resolved_by IS NULL) AND (resolved_at IS NULL) = (resolution IS NULL))
      );
      CREATE UNIQUE INDEX alert_open_once ON alert (rule, subject) WHERE resolved_at IS NULL;
      CREATE INDEX alert_subject ON alert (rule, subject);
      -- A card whose redemption waits for a person, and why.
      CREATE TABLE card_watch (
        card_id bigint NOT NULL,
        reason text NOT NULL CONSTRAINT card_watch_reason_known CHECK (reason IN ('swap.scan', 'stored.blocked', 'stored.expired',
          'stored.exposed', 'stored.not_released', 'terminal.revoked')),
        source text NOT NULL,
        since timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT card_watch_pkey PRIMARY KEY (card_id, reason)
      );
      -- Sales that were refused because the card was sold before: two in a day and the code may be pasted over another's.
      CREATE TABLE refused_sale (
        id uuid CONSTRAINT refused_sale_pkey PRIMARY KEY,
        card_id bigint NOT NULL,
        terminal_id int NOT NULL,
        store_id int NOT NULL,
        key text NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT refused_sale_once UNIQUE (card_id, terminal_id, key)
      );
      -- Opened by a supervisor: what a terminal sold before it is not counted any more.
      CREATE TABLE till_unlock (
        id uuid CONSTRAINT till_unlock_pkey PRIMARY KEY,
        terminal_id int NOT NULL CONSTRAINT till_unlock_terminal_fkey REFERENCES terminal,
        supervisor text NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX till_unlock_terminal ON till_unlock (terminal_id, at DESC);
      -- What a terminal sold lately.
      -- Partial, so that no look-up of a key can take it for its own: it would read all that a terminal ever sold.
      CREATE INDEX activation_pace ON activation (terminal_id, activated_at) WHERE card_id IS NOT NULL AND NOT stored;
      REVOKE UPDATE, DELETE ON till_unlock, refused_sale, card_watch FROM reup_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP INDEX activation_pace;
      DROP TABLE till_unlock, refused_sale, card_watch, alert;
    `);
  }
}
