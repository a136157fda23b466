import type { INestApplicationContext } from '@nestjs/common';
import { PRESETS, ProofService, type TemplateSpec, TemplateService } from '#lib/card-stock';
import { Transactions } from '#lib/database';
import { type DemoPerson, personWith } from './demo-people.js';
import { DEMO_TEMPLATE } from './demo-rules.js';

/** The first is what the demo's cards are printed with; the second waits for its proof. */
const TEMPLATES: readonly { readonly name: string; readonly spec: TemplateSpec }[] = [
  { name: DEMO_TEMPLATE, spec: PRESETS['a4-10up'] },
  { name: 'Re-Up A4 English and Spanish', spec: { ...PRESETS['a4-10up'], languages: ['en', 'es'] } },
];

/** Print templates, and the proof of the first, which both approvers agreed to. */
export async function seedTemplates(
  app: INestApplicationContext,
  people: readonly DemoPerson[],
  productId: number,
): Promise<void> {
  const staffId = personWith(people, 'batch-manager');
  const ids = await app.get(Transactions).run(async (tx) => {
    const made: number[] = [];
    for (const template of TEMPLATES) {
      made.push((await app.get(TemplateService).add(tx, { ...template, staffId })).id);
    }
    return made;
  });
  const approvers = [personWith(people, 'approver'), personWith(people, 'approver', 1)];
  await proveTemplate(app, { templateId: ids[0]!, productId, madeBy: staffId, approvers });
}

/** Makes a proof and has two people approve it. */
export async function proveTemplate(
  app: INestApplicationContext,
  proof: {
    readonly templateId: number;
    readonly productId: number;
    readonly madeBy: string;
    readonly approvers: readonly string[];
  },
): Promise<void> {
  const proofs = app.get(ProofService);
  const drawn = await proofs.draw(proof.templateId, proof.productId);
  const { id: proofId } = await app.get(Transactions).run((tx) => proofs.make(tx, drawn, proof.madeBy));
  for (const staffId of proof.approvers) await proofs.decide({ proofId, staffId, decision: 'approved' });
}
