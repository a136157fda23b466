import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** An office call that had its effect, and what it answered. */
@Entity('office_key')
export class OfficeKey {
  @PrimaryColumn('uuid', { name: 'staff_id', primaryKeyConstraintName: 'office_key_pkey' })
  staffId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'office_key_pkey' })
  key!: string;

  /** What was asked: the same key with another request is refused. */
  @Column('bytea')
  fingerprint!: Buffer;

  @Column('jsonb')
  answer!: unknown;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
