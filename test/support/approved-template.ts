import { createHash } from 'node:crypto';
import { PRESETS, type PrintSpec, type TemplateSpec, TemplateService, proofPdf, proofSpec } from '#lib/card-stock';
import { ProductCatalogue } from '#lib/cards';
import { Transactions } from '#lib/database';
import { newId } from '#lib/kernel';
import { Config } from '#lib/runtime';

/** Whatever has the services of an app. */
export interface Services {
  get<Service>(service: abstract new (...args: never[]) => Service): Service;
}

export interface ApprovedTemplateOptions {
  readonly productId: number;
  readonly name?: string;
  readonly spec?: TemplateSpec;
}

/** On proofs that nobody looked at: always the same, so that one rendering serves many databases. */
const DRAWN_AT = new Date('2026-01-01T00:00:00Z');
const digests = new Map<string, Promise<Buffer>>();

/**
 * A template that may print at once: its proof is as two people would have approved it, drawn once a process. Specs of
 * the approval itself go through `ProofService`.
 */
export async function approvedTemplate(
  app: Services,
  { productId, name = 'Test A4', spec = PRESETS['a4-10up'] }: ApprovedTemplateOptions,
): Promise<number> {
  const product = await app.get(ProductCatalogue).get(productId);
  const sha256 = await digestOf(proofSpec(product, spec, app.get(Config).publicUrl, DRAWN_AT));
  return app.get(Transactions).run(async (tx) => {
    const { id } = await app.get(TemplateService).add(tx, { name, spec, staffId: newId() });
    await tx.rows(
      `INSERT INTO proof (id, template_id, product_id, state, pdf_sha256, created_at, made_by, decided_at)
       VALUES ($1, $2, $3, 'approved', $4, $5, $6, now())`,
      [newId(), id, productId, sha256, DRAWN_AT, newId()],
    );
    return id;
  });
}

function digestOf(spec: PrintSpec): Promise<Buffer> {
  const key = JSON.stringify(spec);
  let digest = digests.get(key);
  if (digest === undefined) {
    digest = proofPdf(spec).then((pdf) => createHash('sha256').update(pdf).digest());
    digests.set(key, digest);
  }
  return digest;
}
