import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Print houses, their keys, the bundles that leave for them, and the cards pulled as canaries. */
export class PrintHouses1764000012000 implements MigrationInterface {
  readonly name = 'PrintHouses1764000012000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      CREATE TABLE print_house (
        id int GENERATED ALWAYS AS IDENTITY CONSTRAINT print_house_pkey PRIMARY KEY,
        name text NOT NULL CONSTRAINT print_house_name_once UNIQUE,
        contact text NOT NULL,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      -- Public keys only: an age X25519 recipient to encrypt to, an Ed25519 key that signs the house's papers.
      CREATE TABLE house_key (
        id int GENERATED ALWAYS AS IDENTITY CONSTRAINT house_key_pkey PRIMARY KEY,
        house_id int NOT NULL CONSTRAINT house_key_house_fkey REFERENCES print_house,
        recipient text NOT NULL CONSTRAINT house_key_recipient_once UNIQUE,
        signing_key bytea NOT NULL CONSTRAINT house_key_signing_44_bytes CHECK (octet_length(signing_key) = 44),
        fingerprint bytea NOT NULL CONSTRAINT house_key_fingerprint CHECK (octet_length(fingerprint) = 32),
        state text NOT NULL CONSTRAINT house_key_state_known CHECK (state IN ('waiting', 'confirmed', 'rejected', 'retired')),
        added_by uuid NOT NULL,
        added_at timestamptz NOT NULL DEFAULT now(),
        confirmed_at timestamptz
      );
      CREATE INDEX house_key_house ON house_key (house_id);

      ALTER TABLE batch ADD house_key_id int CONSTRAINT batch_house_key_fkey REFERENCES house_key;

      CREATE TABLE bundle (
        id uuid CONSTRAINT bundle_pkey PRIMARY KEY,
        batch_id int NOT NULL CONSTRAINT bundle_batch_fkey REFERENCES batch,
        house_key_id int NOT NULL CONSTRAINT bundle_house_key_fkey REFERENCES house_key,
        kind text NOT NULL CONSTRAINT bundle_kind_known CHECK (kind IN ('data', 'sheets')),
        state text NOT NULL CONSTRAINT bundle_state_known CHECK (state IN
          ('waiting', 'making', 'ready', 'failed', 'downloaded', 'expired', 'destroyed')),
        cards int NOT NULL CONSTRAINT bundle_cards_positive CHECK (cards > 0),
        done int NOT NULL DEFAULT 0,
        bytes bigint,
        sha256 bytea,
        manifest jsonb,
        manifest_signature bytea,
        requested_by uuid NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT now(),
        ready_at timestamptz,
        expires_at timestamptz,
        downloaded_by uuid,
        downloaded_at timestamptz,
        reason text,
        -- What the house sent back, as it was signed.
        receipt jsonb,
        receipt_at timestamptz,
        spoiled int NOT NULL DEFAULT 0,
        certificate jsonb,
        certificate_at timestamptz,
        CONSTRAINT bundle_downloaded_is_known CHECK ((downloaded_by IS NULL) = (downloaded_at IS NULL)),
        CONSTRAINT bundle_papers_of_what_left CHECK (downloaded_at IS NOT NULL OR (receipt IS NULL AND certificate IS NULL))
      );
      CREATE INDEX bundle_batch ON bundle (batch_id);

      -- Quality samples, pulled at goods-in and destroyed: whoever tries one of their PINs has read it at the press.
      CREATE TABLE canary (
        card bigint CONSTRAINT canary_pkey PRIMARY KEY,
        batch_id int NOT NULL CONSTRAINT canary_batch_fkey REFERENCES batch,
        pulled_at timestamptz NOT NULL DEFAULT now(),
        pulled_by uuid NOT NULL
      );
      CREATE INDEX canary_batch ON canary (batch_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE canary, bundle;
      ALTER TABLE batch DROP house_key_id;
      DROP TABLE house_key, print_house;
    `);
  }
}
