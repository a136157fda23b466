import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** A public key of a till; two overlap while it changes. The private half never leaves the till. */
@Entity('terminal_key')
@Index('terminal_key_terminal', ['terminalId'])
export class TerminalKey {
  @PrimaryColumn('text', { name: 'key_id', primaryKeyConstraintName: 'terminal_key_pkey' })
  keyId!: string;

  @Column('int', { name: 'terminal_id' })
  terminalId!: number;

  /** Ed25519, SPKI in DER: 44 bytes. */
  @Column('bytea', { name: 'public_key' })
  publicKey!: Buffer;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
