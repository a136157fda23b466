import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

export const HOUSE_KEY_STATES = ['waiting', 'confirmed', 'rejected', 'retired'] as const;
export type HouseKeyState = (typeof HOUSE_KEY_STATES)[number];

/** The public keys of a print house: one to encrypt to, one that signs its papers. Used once two people confirmed them. */
@Entity('house_key')
export class HouseKey {
  @PrimaryGeneratedColumn('identity', { type: 'int', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('int', { name: 'house_id' })
  houseId!: number;

  /** `age1…` */
  @Column('text')
  recipient!: string;

  /** Ed25519, SPKI in DER. */
  @Column('bytea', { name: 'signing_key' })
  signingKey!: Buffer;

  /** SHA-256 over both. */
  @Column('bytea')
  fingerprint!: Buffer;

  @Column('text')
  state!: HouseKeyState;

  @Column('uuid', { name: 'added_by' })
  addedBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'added_at' })
  addedAt!: Date;

  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt!: Date | null;
}
