import type { Tx } from '#lib/database';
import { newId } from '#lib/kernel';
import type { Transfer } from './postings.js';

/** Adds lines to the ledger, in one statement. The same (source, kind) twice is refused by the table. */
export async function post(tx: Tx, transfers: readonly Transfer[]): Promise<void> {
  if (transfers.length === 0) return;
  await tx.rows(
    `INSERT INTO transfer (id, source, kind, debit, credit, asset, amount, business_date)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[], $8::date[])`,
    [
      transfers.map(() => newId()),
      transfers.map(({ source }) => source),
      transfers.map(({ kind }) => kind),
      transfers.map(({ debit }) => String(debit)),
      transfers.map(({ credit }) => String(credit)),
      transfers.map(({ asset }) => asset),
      transfers.map(({ amount }) => String(amount)),
      transfers.map(({ businessDate }) => businessDate),
    ],
  );
}
