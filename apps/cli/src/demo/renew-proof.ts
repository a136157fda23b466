import pg from 'pg';
import type { Config, Keyring } from '#lib/runtime';
import { DEMO_TEMPLATE } from './demo-rules.js';

interface ApprovedRow {
  readonly templateId: number;
  readonly productId: number;
  readonly madeBy: string;
  readonly approvers: readonly string[];
  /** Host and port, as printed on it. */
  readonly address: string;
}

/**
 * The address stands on every card, so that a proof is good for one address only. A demo world that moved to another
 * port has its approvers agree to a new one.
 */
export async function renewDemoProof(config: Config, keyring: Keyring): Promise<void> {
  const approved = await readApproved(config.database);
  if (approved === undefined || approved.address === new URL(config.publicUrl).host) return;
  const [{ openServices }, { proveTemplate }] = await Promise.all([
    import('./seed-demo.js'),
    import('./demo-templates.js'),
  ]);
  const app = await openServices(config, keyring);
  try {
    await proveTemplate(app, approved);
  } finally {
    await app.close();
  }
}

async function readApproved(url: string): Promise<ApprovedRow | undefined> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<ApprovedRow>(
      `SELECT t.id AS "templateId", p.product_id AS "productId", p.made_by AS "madeBy",
              ARRAY[a.first_by, a.decided_by]::text[] AS approvers, a.detail ->> 'address' AS address
         FROM card_template t
         JOIN proof p ON p.template_id = t.id AND p.state = 'approved'
         JOIN approval a ON a.kind = 'proof' AND a.subject = 'proof:' || p.id AND a.decision = 'approved'
        WHERE t.name = $1 AND t.retired_at IS NULL ORDER BY t.version DESC LIMIT 1`,
      [DEMO_TEMPLATE],
    );
    return rows[0];
  } finally {
    await client.end();
  }
}
