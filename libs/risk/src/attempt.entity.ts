import { bigintColumn } from '#lib/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `unknown` = well-formed, no such PIN: a guess. `known` = a real PIN: whoever sent it has read it. */
export type AttemptOutcome = 'unknown' | 'known';

/** One try to use a PIN, whatever the channel. A malformed one tells nothing and is not kept. */
@Entity('attempt')
export class Attempt {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'attempt_pkey' })
  id!: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at!: Date;

  @Column('text')
  verb!: 'preview' | 'redeem';

  @Column('text')
  channel!: string;

  @Column('text')
  outcome!: AttemptOutcome;

  /** Why it came to nothing; absent where the PIN was usable. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('bigint', { name: 'card_id', nullable: true, transformer: bigintColumn })
  cardId!: bigint | null;

  @Column('bigint', { name: 'device_id', nullable: true, transformer: bigintColumn })
  deviceId!: bigint | null;

  @Column('inet')
  source!: string;
}
