import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What a retailer keeps of a sale from a day on. Once that day has begun anywhere, a trigger keeps the row as it is. */
@Entity('commission_rate')
@Unique('commission_rate_once', ['retailerId', 'productId', 'validFrom'])
export class CommissionRate {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'commission_rate_pkey',
  })
  id!: string;

  @Column('int', { name: 'retailer_id' })
  retailerId!: number;

  /** `null`: every product that has no row of its own. */
  @Column('int', { name: 'product_id', nullable: true })
  productId!: number | null;

  @Column('date', { name: 'valid_from' })
  validFrom!: string;

  /** Hundredths of a percent of the price. */
  @Column('int', { name: 'commission_bp' })
  commissionBp!: number;

  @Column('text', { name: 'set_by' })
  setBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'set_at' })
  setAt!: Date;
}
