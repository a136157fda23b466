import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { BundleCertificate, BundleKind, BundleManifest, BundleReceipt, Signed } from './bundle-papers.js';

export const BUNDLE_STATES = ['waiting', 'making', 'ready', 'failed', 'downloaded', 'expired', 'destroyed'] as const;
export type BundleState = (typeof BUNDLE_STATES)[number];

/** A batch's cards on their way to a print house: an age file, until it is downloaded once, and the papers about it. */
@Entity('bundle')
export class Bundle {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int', { name: 'batch_id' })
  batchId!: number;

  @Column('int', { name: 'house_key_id' })
  houseKeyId!: number;

  @Column('text')
  kind!: BundleKind;

  @Column('text')
  state!: BundleState;

  /** Cards asked for; of a made one, cards that are in it. */
  @Column('int')
  cards!: number;

  /** Cards written so far. */
  @Column('int', { default: 0 })
  done!: number;

  /** Of the age file. */
  @Column('bigint', { nullable: true, transformer: bigintColumn })
  bytes!: bigint | null;

  @Column('bytea', { nullable: true })
  sha256!: Buffer | null;

  @Column('jsonb', { nullable: true })
  manifest!: BundleManifest | null;

  @Column('bytea', { name: 'manifest_signature', nullable: true })
  manifestSignature!: Buffer | null;

  @Column('uuid', { name: 'requested_by' })
  requestedBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'requested_at' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'ready_at', nullable: true })
  readyAt!: Date | null;

  /** Until then it can be downloaded. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('uuid', { name: 'downloaded_by', nullable: true })
  downloadedBy!: string | null;

  @Column('timestamptz', { name: 'downloaded_at', nullable: true })
  downloadedAt!: Date | null;

  /** Why it failed or was refused. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('jsonb', { nullable: true })
  receipt!: Signed<BundleReceipt> | null;

  @Column('timestamptz', { name: 'receipt_at', nullable: true })
  receiptAt!: Date | null;

  /** Cards that the house named as ruined. */
  @Column('int', { default: 0 })
  spoiled!: number;

  @Column('jsonb', { nullable: true })
  certificate!: Signed<BundleCertificate> | null;

  @Column('timestamptz', { name: 'certificate_at', nullable: true })
  certificateAt!: Date | null;
}
