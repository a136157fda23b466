import { Injectable } from '@nestjs/common';
import { type Decision, askApproval, decideApproval, recordAudit, staffActor } from '#lib/access';
import { Product, ProductCatalogue } from '#lib/cards';
import { type EntityTx, Transactions, type Tx, entityTx } from '#lib/database';
import { Problem, newId } from '#lib/kernel';
import { Config } from '#lib/runtime';
import type { TemplateSpec } from '../sheets/index.js';
import { proofSpec } from './print-spec.js';
import { type ApprovedProof, PROOF_DIFFERS } from './proof-bytes.js';
import type { Proof } from './proof.entity.js';
import { approveRow, approvedProof, insertProof, lockProof, proofsOf, readProof, rejectRow } from './proof.store.js';
import { SpecimenPrinter } from './specimen-printer.js';
import { TemplateService } from './template.service.js';
import { type Template, defaultTemplateId, lockTemplate, readTemplateRow } from './template.store.js';

/** The kind of its approvals; their subject is `proof:<id>`. */
export const PROOF = 'proof';

/** A proof that was drawn and not yet written down. */
export interface DrawnProof {
  readonly templateId: number;
  readonly productId: number;
  readonly sha256: Buffer;
  readonly createdAt: Date;
  /** What whoever decides must see. */
  readonly about: {
    readonly template: string;
    readonly version: number;
    readonly product: string;
    /** Host and port, as printed. */
    readonly address: string;
  };
}

/** What cards of value may be printed with, and what the printer must still be able to make. */
export interface ProvenTemplate {
  readonly id: number;
  readonly spec: TemplateSpec;
  readonly proof: ApprovedProof;
}

export interface ProofVote {
  readonly proofId: string;
  readonly staffId: string;
  readonly decision: Decision;
  readonly reason?: string;
}

/** Specimens that two people agree to before a template prints anything of value. */
@Injectable()
export class ProofService {
  /** Approved proofs that this process has drawn again and found the same: its program does not change while it runs. */
  private readonly same = new Set<string>();

  constructor(
    private readonly transactions: Transactions,
    private readonly templates: TemplateService,
    private readonly products: ProductCatalogue,
    private readonly printer: SpecimenPrinter,
    private readonly config: Config,
  ) {}

  /** Takes a moment, so it is done before any transaction. */
  async draw(templateId: number, productId: number): Promise<DrawnProof> {
    const template = await this.templates.get(templateId);
    if (template.state === 'retired') throw new Problem('template.retired');
    const product = await this.products.get(productId);
    const createdAt = new Date();
    const spec = proofSpec(product, template.spec, this.config.publicUrl, createdAt);
    const { sha256 } = await this.printer.print({ kind: 'proof', spec });
    const { name, version } = template;
    const about = { template: name, version, product: product.name, address: spec.redeemUrl };
    return { templateId, productId, sha256, createdAt, about };
  }

  /** Puts it before two people who did not make it. */
  async make(tx: Tx, { templateId, productId, sha256, createdAt, about }: DrawnProof, staffId: string): Promise<Proof> {
    if ((await lockTemplate(tx, templateId))?.retired !== false) throw new Problem('template.retired');
    const id = newId();
    const proof: Proof = {
      id,
      templateId,
      productId,
      state: 'waiting',
      pdfSha256: sha256,
      createdAt,
      madeBy: staffId,
      decidedAt: null,
      reason: null,
    };
    await insertProof(tx, proof);
    const detail = { ...about, templateId: String(templateId), proofId: id, sha256: sha256.toString('hex') };
    await askApproval(tx, { ...askedFor(proof), requestedBy: staffId, votesNeeded: 2, detail });
    await recordAudit(tx, { actor: staffActor(staffId), action: 'proof.make', subject: subjectOf(id), detail });
    return proof;
  }

  /** One person's vote: the second yes approves, one no rejects. */
  async decide({ proofId, staffId, decision, reason }: ProofVote): Promise<Proof> {
    return this.transactions.run(async (tx) => {
      const proof = found(await lockProof(tx, proofId));
      if (proof.state !== 'waiting') throw new Problem('proof.wrong_state', `The proof is ${proof.state}.`);
      if (decision === 'approved' && proof.retired) throw new Problem('template.retired');
      const why = reason === undefined ? {} : { reason };
      const { complete } = await decideApproval(tx, { ...askedFor(proof), decidedBy: staffId, decision, ...why });
      if (decision === 'rejected') await rejectRow(tx, proofId, reason);
      else if (complete) await approveRow(tx, proof);
      const detail = { template: String(proof.templateId), sha256: proof.pdfSha256.toString('hex'), complete, ...why };
      const action = decision === 'approved' ? 'proof.approve' : 'proof.reject';
      await recordAudit(tx, { actor: staffActor(staffId), action, subject: subjectOf(proofId), detail });
      return found(await readProof(tx, proofId));
    });
  }

  async get(templateId: number, proofId: string): Promise<Proof> {
    const proof = found(await readProof(this.reader, proofId));
    if (proof.templateId !== templateId) throw new Problem('proof.not_found');
    return proof;
  }

  /** Newest first. */
  async ofTemplate(templateId: number): Promise<Proof[]> {
    await this.templates.get(templateId);
    return proofsOf(this.reader, templateId);
  }

  /** Drawn again. @throws Problem `proof.differs` when it would not be what was put before people. */
  async pdf(templateId: number, proofId: string): Promise<Buffer> {
    return this.drawAgain(await this.get(templateId, proofId));
  }

  /**
   * The template that a batch or a sheet is bound to, or the default one.
   * @throws Problem `proof.not_approved`.
   */
  async provenTemplate(tx: EntityTx, { templateId }: { readonly templateId: number | null }): Promise<ProvenTemplate> {
    const id = templateId ?? (await defaultTemplateId(tx));
    if (id === undefined) throw new Problem('proof.not_approved', NONE_PROVEN);
    const template = await readTemplateRow(tx, id);
    const proof = await approvedProof(tx, id);
    if (template === undefined || proof === undefined) throw new Problem('proof.not_approved', unproven(template));
    const product = found(await tx.manager.findOneBy(Product, { id: proof.productId }));
    const spec = proofSpec(product, template.spec, this.config.publicUrl, proof.createdAt);
    return { id, spec: template.spec, proof: { spec, sha256: proof.pdfSha256.toString('hex') } };
  }

  /**
   * Whether the printer still makes what two people approved, told before a long work begins. Says nothing where there
   * is no approved proof: whoever prints asks for that in its own transaction.
   */
  async requireSame({ templateId }: { readonly templateId: number | null }): Promise<void> {
    const id = templateId ?? (await defaultTemplateId(this.reader));
    const proof = id === undefined ? undefined : await approvedProof(this.reader, id);
    if (proof === undefined) return;
    const known = `${proof.id} ${proof.pdfSha256.toString('hex')}`;
    if (this.same.has(known)) return;
    await this.drawAgain(proof);
    this.same.add(known);
  }

  private async drawAgain(proof: Proof): Promise<Buffer> {
    const { spec } = await this.templates.get(proof.templateId);
    const product = await this.products.get(proof.productId);
    const { pdf, sha256 } = await this.printer.print({
      kind: 'proof',
      spec: proofSpec(product, spec, this.config.publicUrl, proof.createdAt),
    });
    if (!sha256.equals(proof.pdfSha256)) throw new Problem('proof.differs', PROOF_DIFFERS);
    return pdf;
  }

  private get reader(): EntityTx {
    return entityTx(this.transactions.dataSource.manager);
  }
}

const NONE_PROVEN = 'No print template has an approved proof yet: make a proof of one and have two people approve it.';

function unproven(template: Template | undefined): string {
  if (template === undefined) return NONE_PROVEN;
  const { name, version } = template;
  return `Make a proof of ${name} version ${version} and have two people approve it: then its cards can be printed.`;
}

function askedFor({ id, pdfSha256 }: Proof): {
  readonly kind: string;
  readonly subject: string;
  readonly requestHash: Buffer;
} {
  return { kind: PROOF, subject: subjectOf(id), requestHash: pdfSha256 };
}

function subjectOf(proofId: string): string {
  return `proof:${proofId}`;
}

function found<Row>(row: Row | null | undefined): Row {
  if (row === undefined || row === null) throw new Problem('proof.not_found');
  return row;
}
