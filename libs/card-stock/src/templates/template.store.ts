import type { Tx } from '#lib/database';
import type { TemplateSpec } from '../sheets/index.js';

/** `draft` until a proof of it is approved. */
export const TEMPLATE_STATES = ['draft', 'proofed', 'retired'] as const;
export type TemplateState = (typeof TEMPLATE_STATES)[number];

/** A version of a template as people see it. */
export interface Template {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly spec: TemplateSpec;
  /** SHA-256 of the spec in its canonical form. */
  readonly digest: Buffer;
  readonly state: TemplateState;
  /** `staff:<id>` or `system`. */
  readonly createdBy: string;
  readonly createdByName: string | null;
  readonly createdAt: Date;
}

const TEMPLATE = `
  t.id, t.name, t.version, t.spec, t.digest, t.created_by AS "createdBy", s.name AS "createdByName",
  t.created_at AS "createdAt",
  CASE WHEN t.retired_at IS NOT NULL THEN 'retired'
       WHEN EXISTS (SELECT FROM proof p WHERE p.template_id = t.id AND p.state = 'approved') THEN 'proofed'
       ELSE 'draft' END AS state
  FROM card_template t
  LEFT JOIN staff s ON s.id = CASE WHEN t.created_by LIKE 'staff:%' THEN substr(t.created_by, 7)::uuid END`;

export async function readTemplateRow(tx: Tx, id: number): Promise<Template | undefined> {
  const [row] = await tx.rows<Template>(`SELECT ${TEMPLATE} WHERE t.id = $1`, [id]);
  return row;
}

/** Up to so many after an id, in the order of ids. */
export function listTemplateRows(
  tx: Tx,
  { afterId, rowsMax }: { readonly afterId: number; readonly rowsMax: number },
): Promise<Template[]> {
  return tx.rows<Template>(`SELECT ${TEMPLATE} WHERE t.id > $1 ORDER BY t.id LIMIT $2`, [afterId, rowsMax]);
}

/** Stops others from deciding about the template until the transaction ends. */
export async function lockTemplate(tx: Tx, id: number): Promise<{ readonly retired: boolean } | undefined> {
  const [row] = await tx.rows<{ retired: boolean }>(
    'SELECT retired_at IS NOT NULL AS retired FROM card_template WHERE id = $1 FOR UPDATE',
    [id],
  );
  return row;
}

/** Adds the next version under a name; two at once get two numbers. */
export async function insertTemplate(
  tx: Tx,
  { name, spec, digest, createdBy }: Pick<Template, 'name' | 'spec' | 'digest' | 'createdBy'>,
): Promise<{ readonly id: number; readonly version: number }> {
  await tx.rows(`SELECT pg_advisory_xact_lock(hashtext('card_template'), hashtext($1))`, [name]);
  const [row] = await tx.rows<{ id: number; version: number }>(
    `INSERT INTO card_template (name, version, spec, digest, created_by)
     SELECT $1, coalesce(max(version), 0) + 1, $2::jsonb, $3, $4 FROM card_template WHERE name = $1
     RETURNING id, version`,
    [name, JSON.stringify(spec), digest, createdBy],
  );
  return row!;
}

export async function retireRow(tx: Tx, id: number): Promise<void> {
  await tx.rows('UPDATE card_template SET retired_at = now() WHERE id = $1', [id]);
}

/** What is printed where nobody chose: the newest proofed version under the name that came first. */
export async function defaultTemplateId(tx: Tx): Promise<number | undefined> {
  const [row] = await tx.rows<{ id: number }>(
    `SELECT t.id FROM card_template t JOIN proof p ON p.template_id = t.id AND p.state = 'approved'
      WHERE t.retired_at IS NULL
      ORDER BY (SELECT min(first.id) FROM card_template first WHERE first.name = t.name), t.version DESC LIMIT 1`,
  );
  return row?.id;
}
