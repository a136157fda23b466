import type { Tx } from '#lib/database';
import type { Proof } from './proof.entity.js';

const PROOF = `p.id, p.template_id AS "templateId", p.product_id AS "productId", p.state, p.pdf_sha256 AS "pdfSha256",
  p.created_at AS "createdAt", p.made_by AS "madeBy", p.decided_at AS "decidedAt", p.reason`;
const PROOFS_SHOWN = 100;

export async function insertProof(
  tx: Tx,
  { id, templateId, productId, pdfSha256, createdAt, madeBy }: Proof,
): Promise<void> {
  await tx.rows(
    `INSERT INTO proof (id, template_id, product_id, state, pdf_sha256, created_at, made_by)
     VALUES ($1, $2, $3, 'waiting', $4, $5, $6)`,
    [id, templateId, productId, pdfSha256, createdAt, madeBy],
  );
}

export async function readProof(tx: Tx, id: string): Promise<Proof | undefined> {
  const [row] = await tx.rows<Proof>(`SELECT ${PROOF} FROM proof p WHERE p.id = $1`, [id]);
  return row;
}

/** The newest, newest first. */
export function proofsOf(tx: Tx, templateId: number): Promise<Proof[]> {
  return tx.rows<Proof>(`SELECT ${PROOF} FROM proof p WHERE p.template_id = $1 ORDER BY p.id DESC LIMIT $2`, [
    templateId,
    PROOFS_SHOWN,
  ]);
}

export async function approvedProof(tx: Tx, templateId: number): Promise<Proof | undefined> {
  const [row] = await tx.rows<Proof>(`SELECT ${PROOF} FROM proof p WHERE p.template_id = $1 AND p.state = 'approved'`, [
    templateId,
  ]);
  return row;
}

/** The template first, then the proof: whoever decides about either waits here. */
export async function lockProof(tx: Tx, id: string): Promise<(Proof & { readonly retired: boolean }) | undefined> {
  const [row] = await tx.rows<Proof & { retired: boolean }>(
    `SELECT ${PROOF}, t.retired_at IS NOT NULL AS retired
       FROM card_template t JOIN proof p ON p.template_id = t.id WHERE p.id = $1 FOR UPDATE`,
    [id],
  );
  return row;
}

/** The one approved proof of a template; an older one has had its time. */
export async function approveRow(tx: Tx, { id, templateId }: Proof): Promise<void> {
  await tx.rows(`UPDATE proof SET state = 'replaced' WHERE template_id = $1 AND state = 'approved'`, [templateId]);
  await tx.rows(`UPDATE proof SET state = 'approved', decided_at = now() WHERE id = $1`, [id]);
}

export async function rejectRow(tx: Tx, id: string, reason: string | undefined): Promise<void> {
  await tx.rows(`UPDATE proof SET state = 'rejected', decided_at = now(), reason = $2 WHERE id = $1`, [
    id,
    reason ?? null,
  ]);
}
