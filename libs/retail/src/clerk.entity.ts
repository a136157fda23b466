import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** Who stands at a till. */
@Entity('clerk')
@Unique('clerk_code_once', ['storeId', 'code'])
export class Clerk {
  @PrimaryGeneratedColumn('identity', {
    type: 'int',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'clerk_pkey',
  })
  id!: number;

  @Column('int', { name: 'store_id' })
  storeId!: number;

  @Column('text')
  name!: string;

  /** What the clerk types to be known at the till; no secret. */
  @Column('text')
  code!: string;

  @Column('boolean', { default: false })
  supervisor!: boolean;

  /** argon2id of what a supervisor types to confirm. Absent unless selected by name. */
  @Column('text', { name: 'supervisor_code_hash', nullable: true, select: false })
  supervisorCodeHash!: string | null;

  /** argon2id of the clerk's own secret at a register. Absent unless selected by name. */
  @Column('text', { name: 'sign_in_hash', nullable: true, select: false })
  signInHash!: string | null;

  /** Sells nothing from then on. */
  @Column('timestamptz', { name: 'suspended_at', nullable: true })
  suspendedAt!: Date | null;

  @Column('text', { name: 'suspended_because', nullable: true })
  suspendedBecause!: string | null;
}
