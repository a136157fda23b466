import { bigintColumn } from '#lib/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A part of what a retailer may still sell. The migration's trigger makes sixteen with the retailer itself. */
@Entity('retailer_credit')
export class RetailerCreditRow {
  @PrimaryColumn('int', { name: 'retailer_id', primaryKeyConstraintName: 'retailer_credit_pkey' })
  retailerId!: number;

  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'retailer_credit_pkey' })
  stripe!: number;

  @Column('bigint', { name: 'room_minor', transformer: bigintColumn })
  roomMinor!: bigint;
}
