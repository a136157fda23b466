import { bigintColumn } from '#lib/database';
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A sale that was refused because the card had been sold under another key. Only ever added to. */
@Entity('refused_sale')
@Unique('refused_sale_once', ['cardId', 'terminalId', 'key'])
export class RefusedSale {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'refused_sale_pkey' })
  id!: string;

  @Column('bigint', { name: 'card_id', transformer: bigintColumn })
  cardId!: bigint;

  @Column('int', { name: 'terminal_id' })
  terminalId!: number;

  @Column('int', { name: 'store_id' })
  storeId!: number;

  @Column('text')
  key!: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at!: Date;
}
