import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** A WebAuthn credential: the public half of a key that a person's device or browser holds. */
@Entity('passkey')
@Index('passkey_staff', ['staffId'])
export class Passkey {
  @PrimaryColumn('bytea', { name: 'credential_id', primaryKeyConstraintName: 'passkey_pkey' })
  credentialId!: Buffer;

  @Column('uuid', { name: 'staff_id' })
  staffId!: string;

  /** COSE (RFC 9052). */
  @Column('bytea', { name: 'public_key' })
  publicKey!: Buffer;

  /** How often it signed, as it says itself: one that goes back was copied. Many always say 0. */
  @Column('bigint', { default: 0 })
  counter!: string;

  @Column('text', { array: true, default: () => "'{}'" })
  transports!: string[];

  @Column('text')
  name!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
