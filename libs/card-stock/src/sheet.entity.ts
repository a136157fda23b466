import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { SheetNumbering, TillCode } from './sheets/index.js';

export const SHEET_STATES = ['making', 'ready', 'failed', 'destroyed'] as const;
export type SheetState = (typeof SHEET_STATES)[number];

/** A PDF of printable cards of one batch. Its bytes lie in a file, encrypted under the batch's key, until the seal. */
@Entity('sheet')
export class Sheet {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int', { name: 'batch_id' })
  batchId!: number;

  @Column('text')
  state!: SheetState;

  @Column('bigint', { name: 'first_card', transformer: bigintColumn })
  firstCard!: bigint;

  @Column('bigint', { name: 'last_card', transformer: bigintColumn })
  lastCard!: bigint;

  /** What it is printed with; `null` of one from before there were templates. */
  @Column('int', { name: 'template_id', nullable: true })
  templateId!: number | null;

  /** A large batch is several files: which of them this is, from 1. */
  @Column('smallint', { default: 1 })
  part!: number;

  @Column('smallint', { default: 1 })
  parts!: number;

  /** Where its sheets stand among those of all parts; `null` of a file that is alone. */
  @Column('jsonb', { nullable: true })
  numbering!: SheetNumbering | null;

  /** The barcode that the till scans. */
  @Column('text', { name: 'till_code' })
  tillCode!: TillCode;

  /** Cards set so far; of a ready sheet, all that it has. */
  @Column('int', { default: 0 })
  done!: number;

  @Column('bigint', { nullable: true, transformer: bigintColumn })
  bytes!: bigint | null;

  /** Of the PDF as it is downloaded. */
  @Column('bytea', { nullable: true })
  sha256!: Buffer | null;

  @Column('uuid', { name: 'requested_by' })
  requestedBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'requested_at' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'ready_at', nullable: true })
  readyAt!: Date | null;

  @Column('int', { default: 0 })
  downloads!: number;

  /** Why it failed. */
  @Column('text', { nullable: true })
  reason!: string | null;
}
