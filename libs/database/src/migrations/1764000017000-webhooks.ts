import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is sent to retailers' own systems, and what became of it. */
export class Webhooks1764000017000 implements MigrationInterface {
  readonly name = 'Webhooks1764000017000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      CREATE TABLE webhook_endpoint (
        id uuid CONSTRAINT webhook_endpoint_pkey PRIMARY KEY,
        retailer_id int NOT NULL CONSTRAINT webhook_endpoint_retailer_fkey REFERENCES retailer,
        url text NOT NULL,
        types text[] NOT NULL,
        -- Sealed under a key of the keyring: the receiver's secret must be had again for every signature.
        secret_sealed bytea NOT NULL,
        -- While the receiver changes over, both sign.
        old_secret_sealed bytea,
        old_secret_until timestamptz,
        state text NOT NULL DEFAULT 'on' CONSTRAINT webhook_endpoint_state_known CHECK (state IN ('on', 'off', 'gone', 'failing')),
        made_by text NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX webhook_endpoint_retailer ON webhook_endpoint (retailer_id);
      CREATE TABLE webhook_event (
        id uuid CONSTRAINT webhook_event_pkey PRIMARY KEY,
        retailer_id int NOT NULL,
        type text NOT NULL,
        data jsonb NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX webhook_event_retailer ON webhook_event (retailer_id, at DESC);
      CREATE TABLE webhook_delivery (
        id uuid CONSTRAINT webhook_delivery_pkey PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT webhook_delivery_event_fkey REFERENCES webhook_event,
        endpoint_id uuid NOT NULL CONSTRAINT webhook_delivery_endpoint_fkey REFERENCES webhook_endpoint,
        state text NOT NULL DEFAULT 'waiting' CONSTRAINT webhook_delivery_state_known CHECK (state IN ('waiting', 'delivered', 'failed')),
        tries int NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL DEFAULT now(),
        last_status int,
        last_error text,
        delivered_at timestamptz,
        CONSTRAINT webhook_delivery_once UNIQUE (event_id, endpoint_id)
      );
      -- An endpoint's deliveries are taken by themselves, so that a slow receiver delays nobody else.
      CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint_id, next_at) WHERE state = 'waiting';
      -- Events are numbered by time.
      CREATE INDEX webhook_delivery_endpoint ON webhook_delivery (endpoint_id, event_id);
      REVOKE UPDATE, DELETE ON webhook_event FROM reup_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP TABLE webhook_delivery, webhook_event, webhook_endpoint;
    `);
  }
}
