import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RuleId } from './till-rules.js';

/** What a rule found: about whom or what, and the facts it was decided from. One open alert a rule and subject. */
@Entity('alert')
export class Alert {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'alert_pkey' })
  id!: string;

  @Column('text')
  rule!: RuleId;

  /** `shift:<id>`, `clerk:<id>`, `card:<serial>`, `retailer:<id>`, `terminal:<id>`. */
  @Column('text')
  subject!: string;

  /** What it was found from: the same evidence is never told twice. */
  @Column('text', { nullable: true })
  evidence!: string | null;

  @Column('int', { name: 'retailer_id', nullable: true })
  retailerId!: number | null;

  @Column('int', { name: 'store_id', nullable: true })
  storeId!: number | null;

  @Column('jsonb')
  facts!: Readonly<Record<string, unknown>>;

  @Column('timestamptz', { name: 'raised_at', default: () => 'now()' })
  raisedAt!: Date;

  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt!: Date | null;

  /** `staff:<id>` or `system`. */
  @Column('text', { name: 'resolved_by', nullable: true })
  resolvedBy!: string | null;

  @Column('text', { nullable: true })
  resolution!: string | null;
}
