import { Column, CreateDateColumn, Entity, PrimaryColumn, Unique } from 'typeorm';

/** One link of the chain over the log of deeds. Only ever added to. */
@Entity('audit_link')
@Unique('audit_link_once', ['auditId'])
export class AuditLink {
  /** 1, 2, 3 … in the order in which they were chained. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_link_pkey' })
  position!: string;

  @Column('bigint', { name: 'audit_id' })
  auditId!: string;

  /** SHA-256(hash of the link before ‖ canonical row). */
  @Column('bytea')
  hash!: Buffer;
}

/** A link that was signed with a key outside the database. */
@Entity('audit_head')
export class AuditHead {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_head_pkey' })
  position!: string;

  @Column('bytea')
  hash!: Buffer;

  /** Ed25519. */
  @Column('bytea')
  signature!: Buffer;

  @CreateDateColumn({ type: 'timestamptz', name: 'signed_at' })
  signedAt!: Date;
}
