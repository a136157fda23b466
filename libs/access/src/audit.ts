import type { Tx } from '#lib/database';

/** What somebody did. */
export interface Deed {
  /** `staff:<id>`, `terminal:<id>`, `customer` or `system`. */
  readonly actor: string;
  /** `product.create`, `batch.seal` … */
  readonly action: string;
  /** `product:12`, `batch:104` … */
  readonly subject: string;
  /** What a reader needs to understand it: before and after, never a PIN or a password. */
  readonly detail?: object;
}

/** Written by the transaction that does the deed: neither is there without the other. */
export async function recordAudit(tx: Tx, { actor, action, subject, detail }: Deed): Promise<void> {
  await tx.rows('INSERT INTO audit (actor, action, subject, detail) VALUES ($1, $2, $3, $4)', [
    actor,
    action,
    subject,
    detail === undefined ? null : JSON.stringify(detail),
  ]);
}

export function staffActor(staffId: string): string {
  return `staff:${staffId}`;
}
