import { bigintColumn } from '#lib/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WatchReason } from './card-watch.js';

/** A card whose redemption waits for a person, and why. Only ever added to. */
@Entity('card_watch')
export class CardWatch {
  @PrimaryColumn('bigint', { name: 'card_id', transformer: bigintColumn, primaryKeyConstraintName: 'card_watch_pkey' })
  cardId!: bigint;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'card_watch_pkey' })
  reason!: WatchReason;

  /** The sale, the revocation … it came from. */
  @Column('text')
  source!: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  since!: Date;
}
