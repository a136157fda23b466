import type { Role } from '#lib/http';
import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

export const DECISIONS = ['approved', 'rejected'] as const;
export type Decision = (typeof DECISIONS)[number];

/** What one person asked for and another decides. */
@Entity('approval')
@Index('approval_one_open', ['kind', 'subject'], { unique: true, where: 'decision IS NULL' })
export class Approval {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'approval_pkey' })
  id!: string;

  /** What would be done: `batch.release`, `void.late` … */
  @Column('text')
  kind!: string;

  /** To what: the batch's number, the activation's id … */
  @Column('text')
  subject!: string;

  /** Binds the decision to exactly what was asked. */
  @Column('bytea', { name: 'request_hash' })
  requestHash!: Buffer;

  @Column('uuid', { name: 'requested_by' })
  requestedBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'requested_at' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  /** `null` while it waits. One that ran out and was asked again is `rejected` by nobody. */
  @Column('text', { nullable: true })
  decision!: Decision | null;

  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  /** Who may decide. */
  @Column('text', { default: 'approver' })
  role!: Role;

  @Column('jsonb', { nullable: true })
  detail!: object | null;

  @Column('smallint', { name: 'votes_needed', default: 1 })
  votesNeeded!: number;

  /** Where two must agree: who did first. */
  @Column('uuid', { name: 'first_by', nullable: true })
  firstBy!: string | null;

  @Column('timestamptz', { name: 'first_at', nullable: true })
  firstAt!: Date | null;

  @Column('text', { nullable: true })
  reason!: string | null;
}
