import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { BatchState } from './batch.states.js';

/** One minting of cards of one product, with the product's facts as they were when it was requested. */
@Entity('batch')
export class Batch {
  /** The six digits in every serial of the batch. */
  @PrimaryColumn('int')
  id!: number;

  @Column('int', { name: 'product_id' })
  productId!: number;

  @Column('int')
  quantity!: number;

  @Column('text')
  state!: BatchState;

  @Column('smallint')
  months!: number;

  @Column('bigint', { name: 'price_minor', transformer: bigintColumn })
  priceMinor!: bigint;

  @Column('text')
  currency!: string;

  @Column('text')
  gtin!: string;

  @Column('text')
  plan!: string;

  /** The last day on which a card of this batch may be sold. */
  @Column('date', { name: 'sell_by' })
  sellBy!: string;

  @Column('smallint', { name: 'after_sale_months' })
  afterSaleMonths!: number;

  @Column('int', { name: 'chunk_size' })
  chunkSize!: number;

  /** Cards written so far. */
  @Column('int', { default: 0 })
  minted!: number;

  @Column('smallint', { name: 'pepper_id' })
  pepperId!: number;

  @Column('uuid', { name: 'requested_by' })
  requestedBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'requested_at' })
  requestedAt!: Date;

  @Column('uuid', { name: 'approved_by', nullable: true })
  approvedBy!: string | null;

  @Column('timestamptz', { name: 'approved_at', nullable: true })
  approvedAt!: Date | null;

  @Column('timestamptz', { name: 'minted_at', nullable: true })
  mintedAt!: Date | null;

  @Column('timestamptz', { name: 'sealed_at', nullable: true })
  sealedAt!: Date | null;

  @Column('uuid', { name: 'released_by', nullable: true })
  releasedBy!: string | null;

  @Column('timestamptz', { name: 'released_at', nullable: true })
  releasedAt!: Date | null;

  /** Why it was rejected, cancelled, paused, failed or frozen. */
  @Column('text', { nullable: true })
  reason!: string | null;

  /** The print template its cards are printed with; the approval is bound to it. */
  @Column('int', { name: 'template_id', nullable: true })
  templateId!: number | null;

  /** The print house's key that its bundles are encrypted to; `null`: printed in-house. */
  @Column('int', { name: 'house_key_id', nullable: true })
  houseKeyId!: number | null;

  /** How its numbers are made, frozen with the request. */
  @Column('jsonb', { nullable: true })
  generator!: object | null;

  /** What was true at the seal, and its Ed25519 signature. Absent unless selected by name. */
  @Column('jsonb', { nullable: true, select: false })
  manifest!: object | null;

  @Column('bytea', { name: 'manifest_signature', nullable: true, select: false })
  manifestSignature!: Buffer | null;
}
