import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Staff, their sessions and tokens, four-eyes approvals, the audit log, repeated office calls. */
export class Access1764000007000 implements MigrationInterface {
  readonly name = 'Access1764000007000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      CREATE TABLE staff (
        id uuid CONSTRAINT staff_pkey PRIMARY KEY,
        email text NOT NULL CONSTRAINT staff_email_once UNIQUE CONSTRAINT staff_email_lower CHECK (email = lower(email)),
        name text NOT NULL,
        password_hash text NOT NULL,
        roles text[] NOT NULL CONSTRAINT staff_roles_known CHECK
          (roles <@ ARRAY['admin','batch-manager','approver','stock','support','reviewer','finance']),
        created_at timestamptz NOT NULL DEFAULT now(),
        disabled_at timestamptz
      );
      -- Tokens are 256 random bits; only their SHA-256 is here.
      CREATE TABLE staff_session (
        token_hash bytea CONSTRAINT staff_session_pkey PRIMARY KEY,
        staff_id uuid NOT NULL CONSTRAINT staff_session_staff_fkey REFERENCES staff,
        created_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX staff_session_staff ON staff_session (staff_id);
      CREATE TABLE access_token (
        token_hash bytea CONSTRAINT access_token_pkey PRIMARY KEY,
        staff_id uuid NOT NULL CONSTRAINT access_token_staff_fkey REFERENCES staff,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz
      );
      -- What one person asked for and another decides; the hash binds the decision to what was asked.
      CREATE TABLE approval (
        id uuid CONSTRAINT approval_pkey PRIMARY KEY,
        kind text NOT NULL,
        subject text NOT NULL,
        request_hash bytea NOT NULL,
        requested_by uuid NOT NULL CONSTRAINT approval_requester_fkey REFERENCES staff,
        requested_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        decision text CONSTRAINT approval_decision_known CHECK (decision IN ('approved', 'rejected')),
        decided_by uuid CONSTRAINT approval_decider_fkey REFERENCES staff,
        decided_at timestamptz,
        CONSTRAINT approval_by_another CHECK (decided_by <> requested_by)
      );
      CREATE UNIQUE INDEX approval_one_open ON approval (kind, subject) WHERE decision IS NULL;
      CREATE TABLE audit (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_pkey PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor text NOT NULL,
        action text NOT NULL,
        subject text NOT NULL,
        detail jsonb
      );
      CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      REVOKE UPDATE, DELETE ON audit FROM reup_app;
      -- An office call's Idempotency-Key with what it answered, written by the transaction that had the effect.
      CREATE TABLE office_key (
        staff_id uuid NOT NULL,
        key text NOT NULL,
        fingerprint bytea NOT NULL,
        answer jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT office_key_pkey PRIMARY KEY (staff_id, key)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE office_key, audit, approval, access_token, staff_session, staff;
    `);
  }
}
