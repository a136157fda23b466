import { Column, Entity, PrimaryColumn } from 'typeorm';

export const CHALLENGE_PURPOSES = ['enrol', 'sign_in', 'step_up'] as const;
export type ChallengePurpose = (typeof CHALLENGE_PURPOSES)[number];

/** What a passkey has to sign: used once, within minutes. */
@Entity('passkey_challenge')
export class PasskeyChallenge {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'passkey_challenge_pkey' })
  id!: string;

  @Column('uuid', { name: 'staff_id' })
  staffId!: string;

  @Column('text')
  purpose!: ChallengePurpose;

  @Column('text')
  challenge!: string;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
