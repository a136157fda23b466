import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A range of unsold cards that a store sent back to the warehouse. */
@Entity('card_return')
export class CardReturn {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'card_return_pkey' })
  id!: string;

  @Column('int', { name: 'store_id' })
  storeId!: number;

  @Column('bigint', { name: 'first_card', transformer: bigintColumn })
  firstCard!: bigint;

  @Column('bigint', { name: 'last_card', transformer: bigintColumn })
  lastCard!: bigint;

  @Column('int')
  cards!: number;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'returned_by' })
  returnedBy!: string;

  /** Read from the database's clock under the cards' locks: a shipment is before or after it, never at once. */
  @CreateDateColumn({ type: 'timestamptz', name: 'returned_at' })
  returnedAt!: Date;
}
