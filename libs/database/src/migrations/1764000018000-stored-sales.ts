import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sales that a till made while nobody answered; what a sale said beside its price. */
export class StoredSales1764000018000 implements MigrationInterface {
  readonly name = 'StoredSales1764000018000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      ALTER TABLE activation
        -- What the till took, where that was not the price.
        ADD claimed_minor bigint CONSTRAINT activation_claimed_not_negative CHECK (claimed_minor >= 0),
        -- Taxes and fees that the retailer collected on top, as they were on that day: [{name, amountMinor}].
        ADD taxes jsonb,
        -- Codes of the exceptions that this sale opened.
        ADD exceptions text[],
        -- The shift that was open when it was undone: its drawer gave the money back.
        ADD undone_in uuid;
      CREATE INDEX activation_undone_in ON activation (undone_in) WHERE undone_in IS NOT NULL;
      -- An exception without a card is opened once for what it came from (terminal and key).
      ALTER TABLE exception ADD source text;
      CREATE UNIQUE INDEX exception_source_once ON exception (code, source) WHERE source IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      DROP INDEX exception_source_once;
      ALTER TABLE exception DROP source;
      ALTER TABLE activation DROP claimed_minor, DROP taxes, DROP exceptions, DROP undone_in;
    `);
  }
}
