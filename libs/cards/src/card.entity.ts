import { bigintColumn } from '#lib/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StoredCardState } from './card.states.js';

/** One printed card. Its PIN is never stored; its keyed digest is never logged. */
@Entity('card')
export class Card {
  /** Batch and index: the 13 digits inside the serial. `serialOf(id)` adds the prefix and the Luhn digit. */
  @PrimaryColumn('bigint', { transformer: bigintColumn })
  id!: bigint;

  /** Absent unless selected by name. */
  @Column('bytea', { name: 'pin_digest', select: false })
  pinDigest!: Buffer;

  @Column('smallint', { name: 'pepper_id' })
  pepperId!: number;

  @Column('text')
  state!: StoredCardState;

  /** The store whose peg it hangs on; set by ship. */
  @Column('int', { name: 'store_id', nullable: true })
  storeId!: number | null;

  /** The live sale: set by a sale, cleared by reversal and void, kept by everything else. */
  @Column('uuid', { name: 'activation_id', nullable: true })
  activationId!: string | null;

  @Column('text', { name: 'blocked_from', nullable: true })
  blockedFrom!: StoredCardState | null;
}
