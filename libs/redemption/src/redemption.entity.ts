import { bigintColumn } from '#lib/database';
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

export type RedemptionState = 'granted' | 'held' | 'rejected';
export type RedemptionKind = 'card' | 'replacement';

/** A card turned into time on a device, or waiting for a person to decide that. */
@Entity('redemption')
@Unique('redemption_receipt_once', ['receipt'])
export class Redemption {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'redemption_pkey' })
  id!: string;

  @Column('bigint', { name: 'card_id', transformer: bigintColumn })
  cardId!: bigint;

  @Column('uuid', { name: 'activation_id' })
  activationId!: string;

  @Column('bigint', { name: 'device_id', transformer: bigintColumn })
  deviceId!: bigint;

  /** The caller's own Idempotency-Key, if one was sent; its scope is the card. */
  @Column('text', { nullable: true })
  key!: string | null;

  @Column('text')
  kind!: RedemptionKind;

  @Column('text')
  state!: RedemptionState;

  @Column('text')
  channel!: string;

  @Column('text')
  receipt!: string;

  @Column('smallint')
  months!: number;

  /** The device's end date that it came to. */
  @Column('date', { name: 'paid_through', nullable: true })
  paidThrough!: string | null;

  @Column('timestamptz', { name: 'requested_at', default: () => 'clock_timestamp()' })
  requestedAt!: Date;

  /** By when a held one is decided. */
  @Column('timestamptz', { name: 'answer_by', nullable: true })
  answerBy!: Date | null;

  @Column('text', { name: 'held_because', nullable: true })
  heldBecause!: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;
}
