import type { Role } from '#lib/http';
import { Column, CreateDateColumn, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A person of the issuer. Never deleted: history names them. */
@Entity('staff')
@Unique('staff_email_once', ['email'])
export class StaffMember {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'staff_pkey' })
  id!: string;

  /** In lower case. */
  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  /** argon2id. Absent unless selected by name. */
  @Column('text', { name: 'password_hash', select: false })
  passwordHash!: string;

  @Column('text', { array: true })
  roles!: Role[];

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  /** Who made the account, where a person did. */
  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy!: string | null;

  /** Encrypted under the keyring's office key. */
  @Column('bytea', { name: 'totp_secret', nullable: true, select: false })
  totpSecret!: Buffer | null;

  /** Shown, but not confirmed with a code yet. */
  @Column('bytea', { name: 'totp_pending', nullable: true, select: false })
  totpPending!: Buffer | null;

  /** The 30-second step of the last code: none before it, and not itself again, is taken. */
  @Column('bigint', { name: 'totp_last_step', nullable: true, select: false })
  totpLastStep!: string | null;

  @Column('timestamptz', { name: 'totp_confirmed_at', nullable: true })
  totpConfirmedAt!: Date | null;

  /** SHA-256 of a one-time code that two people agreed to give out. */
  @Column('bytea', { name: 'recovery_hash', nullable: true, select: false })
  recoveryHash!: Buffer | null;

  @Column('timestamptz', { name: 'recovery_expires_at', nullable: true })
  recoveryExpiresAt!: Date | null;

  @Column('timestamptz', { name: 'roles_changed_at', nullable: true })
  rolesChangedAt!: Date | null;

  @Column('uuid', { name: 'roles_changed_by', nullable: true })
  rolesChangedBy!: string | null;
}
