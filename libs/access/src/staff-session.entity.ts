import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** A browser that is signed in. */
@Entity('staff_session')
@Index('staff_session_staff', ['staffId'])
export class StaffSession {
  /** SHA-256 of the token, which only the browser has. */
  @PrimaryColumn('bytea', { name: 'token_hash', primaryKeyConstraintName: 'staff_session_pkey' })
  tokenHash!: Buffer;

  @Column('uuid', { name: 'staff_id' })
  staffId!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'seen_at', default: () => 'now()' })
  seenAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  /** When a second factor was last asked for; `null` = the person has none and may only set one up. */
  @Column('timestamptz', { name: 'second_factor_at', nullable: true })
  secondFactorAt!: Date | null;
}
