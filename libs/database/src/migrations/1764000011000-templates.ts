import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Print templates, their proofs, and what a batch is bound to when it is approved. */
export class Templates1764000011000 implements MigrationInterface {
  readonly name = 'Templates1764000011000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- A version is never changed: another look is another version.
      CREATE TABLE card_template (
        id int GENERATED ALWAYS AS IDENTITY CONSTRAINT card_template_pkey PRIMARY KEY,
        name text NOT NULL,
        version smallint NOT NULL CONSTRAINT card_template_version CHECK (version > 0),
        spec jsonb NOT NULL,
        digest bytea NOT NULL CONSTRAINT card_template_digest CHECK (octet_length(digest) = 32),
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        retired_at timestamptz,
        CONSTRAINT card_template_name_version UNIQUE (name, version)
      );
      REVOKE UPDATE, DELETE ON card_template FROM reup_app;
      GRANT UPDATE (retired_at) ON card_template TO reup_app;
      -- The specimen that two people looked at. What is printed later must come from a printer that still makes these bytes.
      CREATE TABLE proof (
        id uuid CONSTRAINT proof_pkey PRIMARY KEY,
        template_id int NOT NULL CONSTRAINT proof_template_fkey REFERENCES card_template,
        product_id int NOT NULL CONSTRAINT proof_product_fkey REFERENCES product,
        state text NOT NULL CONSTRAINT proof_state_known
          CHECK (state IN ('waiting', 'approved', 'rejected', 'replaced')),
        pdf_sha256 bytea NOT NULL CONSTRAINT proof_digest CHECK (octet_length(pdf_sha256) = 32),
        created_at timestamptz NOT NULL,
        made_by uuid NOT NULL,
        decided_at timestamptz,
        reason text
      );
      CREATE INDEX proof_template ON proof (template_id);
      CREATE UNIQUE INDEX proof_one_approved ON proof (template_id) WHERE state = 'approved';

      ALTER TABLE batch
        ADD template_id int CONSTRAINT batch_template_fkey REFERENCES card_template,
        ADD generator jsonb,
        ADD manifest jsonb,
        ADD manifest_signature bytea;
      -- A large batch is several files, whose sheets are numbered through.
      ALTER TABLE sheet
        ADD template_id int CONSTRAINT sheet_template_fkey REFERENCES card_template,
        ADD part smallint NOT NULL DEFAULT 1,
        ADD parts smallint NOT NULL DEFAULT 1,
        ADD numbering jsonb,
        ADD CONSTRAINT sheet_part CHECK (part BETWEEN 1 AND parts);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      ALTER TABLE sheet DROP template_id, DROP part, DROP parts, DROP numbering;
      ALTER TABLE batch DROP template_id, DROP generator, DROP manifest, DROP manifest_signature;
      DROP TABLE proof, card_template;
    `);
  }
}
