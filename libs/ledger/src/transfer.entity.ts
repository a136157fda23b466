import { bigintColumn } from '#lib/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A balanced pair: what is credited on one side is debited on the other. Only ever added to. */
@Entity('transfer')
export class TransferRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('timestamptz', { name: 'posted_at', default: () => 'clock_timestamp()' })
  postedAt!: Date;

  @Column('uuid')
  source!: string;

  @Column('text')
  kind!: string;

  @Column('bigint', { transformer: bigintColumn })
  debit!: bigint;

  @Column('bigint', { transformer: bigintColumn })
  credit!: bigint;

  @Column('text')
  asset!: string;

  @Column('bigint', { transformer: bigintColumn })
  amount!: bigint;

  @Column('date', { name: 'business_date' })
  businessDate!: string;
}
