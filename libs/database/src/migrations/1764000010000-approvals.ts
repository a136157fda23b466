import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Approvals that say what they are about and may need two people; second factors; the chained log of deeds. */
export class Approvals1764000010000 implements MigrationInterface {
  readonly name = 'Approvals1764000010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- What a person who decides must see, and how many others must agree. Old rows: one person, of any role.
      ALTER TABLE approval
        ADD role text NOT NULL DEFAULT 'approver',
        ADD detail jsonb,
        ADD votes_needed smallint NOT NULL DEFAULT 1 CONSTRAINT approval_votes CHECK (votes_needed IN (1, 2)),
        ADD first_by uuid CONSTRAINT approval_first_fkey REFERENCES staff,
        ADD first_at timestamptz,
        ADD reason text,
        ADD CONSTRAINT approval_first_by_another CHECK (first_by <> requested_by AND first_by <> decided_by);

      ALTER TABLE staff
        ADD created_by uuid,
        ADD totp_secret bytea,
        -- Shown, but not confirmed with a code yet.
        ADD totp_pending bytea,
        ADD totp_last_step bigint,
        ADD totp_confirmed_at timestamptz,
        ADD recovery_hash bytea CONSTRAINT staff_recovery_32_bytes CHECK (octet_length(recovery_hash) = 32),
        ADD recovery_expires_at timestamptz,
        ADD roles_changed_at timestamptz,
        ADD roles_changed_by uuid;
      ALTER TABLE staff_session ADD second_factor_at timestamptz;
      CREATE TABLE passkey (
        credential_id bytea CONSTRAINT passkey_pkey PRIMARY KEY,
        staff_id uuid NOT NULL CONSTRAINT passkey_staff_fkey REFERENCES staff,
        public_key bytea NOT NULL,
        counter bigint NOT NULL DEFAULT 0,
        transports text[] NOT NULL DEFAULT '{}',
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        used_at timestamptz
      );
      CREATE INDEX passkey_staff ON passkey (staff_id);
      -- A WebAuthn challenge: used once, within minutes.
      CREATE TABLE passkey_challenge (
        id uuid CONSTRAINT passkey_challenge_pkey PRIMARY KEY,
        staff_id uuid NOT NULL CONSTRAINT passkey_challenge_staff_fkey REFERENCES staff,
        purpose text NOT NULL CONSTRAINT passkey_challenge_purpose CHECK (purpose IN ('enrol', 'sign_in', 'step_up')),
        challenge text NOT NULL,
        expires_at timestamptz NOT NULL
      );

      -- SHA-256(previous hash, canonical row) for every row of audit, in the order in which they were chained.
      CREATE TABLE audit_link (
        position bigint CONSTRAINT audit_link_pkey PRIMARY KEY,
        audit_id bigint NOT NULL CONSTRAINT audit_link_once UNIQUE,
        hash bytea NOT NULL CONSTRAINT audit_link_32_bytes CHECK (octet_length(hash) = 32)
      );
      CREATE TABLE audit_head (
        position bigint CONSTRAINT audit_head_pkey PRIMARY KEY,
        hash bytea NOT NULL,
        signature bytea NOT NULL,
        signed_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX audit_subject ON audit (subject, id);
      CREATE INDEX audit_actor ON audit (actor, id);
      CREATE INDEX audit_action ON audit (action, id);
      CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_link
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER audit_head_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_head
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      REVOKE UPDATE, DELETE ON audit_link, audit_head FROM reup_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP INDEX audit_subject, audit_actor, audit_action;
      DROP TABLE audit_head, audit_link, passkey_challenge, passkey;
      ALTER TABLE staff_session DROP second_factor_at;
      ALTER TABLE staff DROP created_by, DROP totp_secret, DROP totp_pending, DROP totp_last_step, DROP totp_confirmed_at,
        DROP recovery_hash, DROP recovery_expires_at, DROP roles_changed_at, DROP roles_changed_by;
      ALTER TABLE approval DROP role, DROP detail, DROP votes_needed, DROP first_by, DROP first_at, DROP reason;
    `);
  }
}
