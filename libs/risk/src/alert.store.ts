import type { Tx } from '#lib/database';
import { newId } from '#lib/kernel';
import type { RuleId } from './till-rules.js';

export interface NewAlert {
  readonly rule: RuleId;
  /** `shift:<id>`, `clerk:<id>`, `card:<serial>`, `retailer:<id>`, `terminal:<id>`. */
  readonly subject: string;
  /** What it was found from. The same evidence raises no second alert, even after a person resolved the first. */
  readonly evidence?: string;
  readonly retailerId?: number;
  readonly storeId?: number;
  /** What a person needs to judge it; never a PIN, a key or a code. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Raises an alert, once while it is open: one that is open gets the newer facts. Gives whether it is a new one. */
export async function raiseAlert(
  tx: Tx,
  { rule, subject, evidence, retailerId, storeId, facts }: NewAlert,
): Promise<boolean> {
  const [row] = await tx.rows<{ raised: boolean }>(
    `INSERT INTO alert (id, rule, subject, evidence, retailer_id, store_id, facts)
     SELECT $1, $2, $3, $4, $5, $6, $7::jsonb
      WHERE NOT EXISTS (SELECT FROM alert a WHERE a.rule = $2 AND a.subject = $3 AND a.evidence = $4)
     ON CONFLICT (rule, subject) WHERE resolved_at IS NULL DO UPDATE SET facts = EXCLUDED.facts, evidence = EXCLUDED.evidence
     RETURNING xmax = 0 AS raised`,
    [newId(), rule, subject, evidence ?? null, retailerId ?? null, storeId ?? null, JSON.stringify(facts)],
  );
  return row?.raised ?? false;
}

/** Whether a person has resolved such an alert within so long: what they know needs no telling. */
export async function resolvedLately(tx: Tx, rule: RuleId, subject: string, withinMs: number): Promise<boolean> {
  const rows = await tx.rows(
    `SELECT FROM alert WHERE rule = $1 AND subject = $2 AND resolved_by <> 'system'
       AND resolved_at > now() - make_interval(secs => $3)`,
    [rule, subject, withinMs / 1000],
  );
  return rows.length > 0;
}

/** Ends open alerts whose cause is gone; gives how many. */
export async function withdrawAlerts(
  tx: Tx,
  rule: RuleId,
  stillTrueOf: readonly string[],
  resolution: string,
): Promise<number> {
  const rows = await tx.rows(
    `UPDATE alert SET resolved_at = now(), resolved_by = 'system', resolution = $3
      WHERE rule = $1 AND resolved_at IS NULL AND subject <> ALL($2::text[]) RETURNING id`,
    [rule, stillTrueOf, resolution],
  );
  return rows.length;
}
