import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Who did what to what, and when. Only ever added to. */
@Entity('audit')
export class AuditEntry {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'audit_pkey',
  })
  id!: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at!: Date;

  /** `staff:<id>`, `terminal:<id>`, `customer` or `system`. */
  @Column('text')
  actor!: string;

  @Column('text')
  action!: string;

  @Column('text')
  subject!: string;

  @Column('jsonb', { nullable: true })
  detail!: Readonly<Record<string, unknown>> | null;
}
