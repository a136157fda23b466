import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** What a person's script signs in with. It may do what the person may. */
@Entity('access_token')
export class AccessToken {
  /** SHA-256 of the token, which is shown once. */
  @PrimaryColumn('bytea', { name: 'token_hash', primaryKeyConstraintName: 'access_token_pkey' })
  tokenHash!: Buffer;

  @Column('uuid', { name: 'staff_id' })
  staffId!: string;

  @Column('text')
  name!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
