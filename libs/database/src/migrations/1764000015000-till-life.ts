import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A till from its enrolment to its revocation, a clerk's code, a drawer from float to Z report, printed slips. */
export class TillLife1764000015000 implements MigrationInterface {
  readonly name = 'TillLife1764000015000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      ALTER TABLE store ADD help_phone text NOT NULL DEFAULT '';
      ALTER TABLE terminal ADD revoked_at timestamptz;
      -- A one-time code, kept as a digest: whoever reads it off the office's screen puts the till's own key in, once, within ten minutes.
      CREATE TABLE terminal_enrolment (
        id uuid CONSTRAINT terminal_enrolment_pkey PRIMARY KEY,
        terminal_id int NOT NULL CONSTRAINT terminal_enrolment_terminal_fkey REFERENCES terminal,
        code_digest bytea NOT NULL CONSTRAINT terminal_enrolment_code_once UNIQUE,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      );
      CREATE INDEX terminal_enrolment_terminal ON terminal_enrolment (terminal_id);
      -- Networks (/24, /48) from which a terminal has spoken.
      CREATE TABLE terminal_network (
        terminal_id int NOT NULL CONSTRAINT terminal_network_terminal_fkey REFERENCES terminal,
        network cidr NOT NULL,
        first_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT terminal_network_pkey PRIMARY KEY (terminal_id, network)
      );
      CREATE TABLE terminal_revocation (
        id uuid CONSTRAINT terminal_revocation_pkey PRIMARY KEY,
        terminal_id int NOT NULL CONSTRAINT terminal_revocation_terminal_fkey REFERENCES terminal,
        since timestamptz NOT NULL,
        sales int NOT NULL,
        revoked_by text NOT NULL,
        revoked_at timestamptz NOT NULL DEFAULT now()
      );
      -- The clerk's own secret at a register (argon2id); the code beside it is a name.
      ALTER TABLE clerk ADD sign_in_hash text, ADD suspended_at timestamptz, ADD suspended_because text;
      ALTER TABLE shift
        ADD closed_by text,
        ADD counted jsonb,
        ADD counted_minor bigint,
        ADD expected_minor bigint,
        ADD over_short_reason text,
        ADD cards_counted int,
        ADD cards_expected int,
        ADD z_number int,
        -- The report as it was printed: read again, never made again.
        ADD z_report jsonb;
      CREATE UNIQUE INDEX shift_z_once ON shift (terminal_id, z_number) WHERE z_number IS NOT NULL;
      CREATE INDEX shift_terminal ON shift (terminal_id, opened_at);
      -- A Z report is printed once and stays as it was.
      CREATE FUNCTION refuse_closed_shift() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a closed shift stays as it is' USING ERRCODE = 'integrity_constraint_violation';
      END $$;
      CREATE TRIGGER shift_closed_stays BEFORE UPDATE OR DELETE ON shift FOR EACH ROW WHEN (OLD.z_number IS NOT NULL)
        EXECUTE FUNCTION refuse_closed_shift();
      -- Cash that goes into or out of a drawer beside sales.
      CREATE TABLE drawer_move (
        id uuid CONSTRAINT drawer_move_pkey PRIMARY KEY,
        shift_id uuid NOT NULL CONSTRAINT drawer_move_shift_fkey REFERENCES shift,
        kind text NOT NULL CONSTRAINT drawer_move_kind_known CHECK (kind IN ('pay_in', 'pay_out', 'drop')),
        amount_minor bigint NOT NULL CONSTRAINT drawer_move_positive CHECK (amount_minor > 0),
        reason text NOT NULL,
        at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX drawer_move_shift ON drawer_move (shift_id);
      CREATE INDEX activation_shift ON activation (shift_id) WHERE shift_id IS NOT NULL;
      -- Every print of a slip; the second one says DUPLICATE.
      CREATE TABLE slip_print (
        activation_id uuid NOT NULL CONSTRAINT slip_print_activation_fkey REFERENCES activation,
        copy int NOT NULL CONSTRAINT slip_print_copy_positive CHECK (copy > 0),
        tendered_minor bigint,
        printed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT slip_print_pkey PRIMARY KEY (activation_id, copy)
      );
      REVOKE UPDATE, DELETE ON drawer_move, slip_print, terminal_revocation, terminal_network FROM reup_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE slip_print, drawer_move, terminal_revocation, terminal_network, terminal_enrolment;
      DROP INDEX activation_shift, shift_terminal, shift_z_once;
      DROP TRIGGER shift_closed_stays ON shift;
      DROP FUNCTION refuse_closed_shift;
      ALTER TABLE shift DROP closed_by, DROP counted, DROP counted_minor, DROP expected_minor, DROP over_short_reason,
        DROP cards_counted, DROP cards_expected, DROP z_number, DROP z_report;
      ALTER TABLE clerk DROP sign_in_hash, DROP suspended_at, DROP suspended_because;
      ALTER TABLE terminal DROP revoked_at;
      ALTER TABLE store DROP help_phone;
    `);
  }
}
