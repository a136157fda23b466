import { bigintColumn } from '#lib/database';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { CardEvent } from './card.states.js';

/** What happened to a card, or to a whole range of cards at once. Only ever added to. */
@Entity('card_event')
export class CardEventRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at!: Date;

  @Column('text')
  kind!: CardEvent;

  @Column('bigint', { name: 'first_card', transformer: bigintColumn })
  firstCard!: bigint;

  @Column('bigint', { name: 'last_card', transformer: bigintColumn })
  lastCard!: bigint;

  /** Who: `staff:<id>`, `terminal:<id>`, `customer` or `system`. */
  @Column('text')
  actor!: string;

  /** Where. */
  @Column('int', { name: 'store_id', nullable: true })
  storeId!: number | null;

  /** The activation, redemption, consignment … it belongs to. */
  @Column('uuid', { nullable: true })
  source!: string | null;

  /** Why, and what a reader of the history needs. */
  @Column('jsonb', { nullable: true })
  detail!: Readonly<Record<string, unknown>> | null;
}
