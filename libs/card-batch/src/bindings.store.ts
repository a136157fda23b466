import type { Tx } from '#lib/database';
import { Problem } from '#lib/kernel';

/** A version of a print template, as far as an approval is bound to it. */
export interface BoundTemplate {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  /** SHA-256 of its canonical JSON, in hex. */
  readonly digest: string;
  readonly retired: boolean;
}

/** A print house's key, as far as an approval is bound to it. */
export interface BoundHouseKey {
  readonly id: number;
  readonly house: string;
  /** In hex. */
  readonly fingerprint: string;
  readonly state: 'waiting' | 'confirmed' | 'rejected' | 'retired';
}

/** What a batch is printed with, and for whom. Both tables are written by card-stock, on this floor: here they are only read. */
export interface Bindings {
  readonly template: BoundTemplate | null;
  readonly houseKey: BoundHouseKey | null;
}

export interface BindingIds {
  readonly templateId: number | null;
  readonly houseKeyId: number | null;
}

export async function readBindings(tx: Tx, { templateId, houseKeyId }: BindingIds): Promise<Bindings> {
  const template = templateId === null ? null : await readTemplate(tx, templateId);
  const houseKey = houseKeyId === null ? null : await readHouseKey(tx, houseKeyId);
  return { template, houseKey };
}

async function readTemplate(tx: Tx, id: number): Promise<BoundTemplate> {
  const [row] = await tx.rows<BoundTemplate>(
    `SELECT id, name, version, encode(digest, 'hex') AS digest, retired_at IS NOT NULL AS retired
       FROM card_template WHERE id = $1`,
    [id],
  );
  if (row === undefined) throw new Problem('template.not_found', `There is no print template ${id}.`);
  return row;
}

/** Locked against another state: whoever agrees to a key agrees to one that is confirmed. */
async function readHouseKey(tx: Tx, id: number): Promise<BoundHouseKey> {
  const [row] = await tx.rows<BoundHouseKey>(
    `SELECT k.id, h.name AS house, encode(k.fingerprint, 'hex') AS fingerprint, k.state
       FROM house_key k JOIN print_house h ON h.id = k.house_id WHERE k.id = $1 FOR SHARE OF k`,
    [id],
  );
  if (row === undefined) throw new Problem('house_key.not_found', `There is no print house key ${id}.`);
  return row;
}

/**
 * What a request without a template means: of the oldest name that has a proof two people approved, its newest such
 * version; where nothing is proofed yet, the newest version of the oldest name. `null` where there is no template.
 */
export async function defaultTemplateId(tx: Tx): Promise<number | null> {
  const [row] = await tx.rows<{ id: number }>(
    `SELECT t.id FROM card_template t
       CROSS JOIN LATERAL (SELECT min(f.id) AS first_id FROM card_template f WHERE f.name = t.name) AS named
       CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM proof p WHERE p.template_id = t.id AND p.state = 'approved') AS done) AS proofed
      WHERE t.retired_at IS NULL
      ORDER BY proofed.done DESC, named.first_id, t.version DESC LIMIT 1`,
  );
  return row?.id ?? null;
}
