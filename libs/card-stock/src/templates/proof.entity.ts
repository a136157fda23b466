import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `replaced`: a newer proof of the same template was approved, because the printer or the address has changed. */
export const PROOF_STATES = ['waiting', 'approved', 'rejected', 'replaced'] as const;
export type ProofState = (typeof PROOF_STATES)[number];

/** A specimen sheet that two people look at: what is printed later must come from a printer that still makes its bytes. */
@Entity('proof')
@Index('proof_template', ['templateId'])
@Index('proof_one_approved', ['templateId'], { unique: true, where: "state = 'approved'" })
export class Proof {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'proof_pkey' })
  id!: string;

  @Column('int', { name: 'template_id' })
  templateId!: number;

  /** Whose texts it shows. */
  @Column('int', { name: 'product_id' })
  productId!: number;

  @Column('text')
  state!: ProofState;

  @Column('bytea', { name: 'pdf_sha256' })
  pdfSha256!: Buffer;

  /** Stands in the PDF, so that it can be made again byte for byte. */
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('uuid', { name: 'made_by' })
  madeBy!: string;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  /** Why it was rejected. */
  @Column('text', { nullable: true })
  reason!: string | null;
}
