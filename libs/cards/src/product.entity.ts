import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What one card sells. A batch freezes these facts when it is requested. */
@Entity('product')
export class Product {
  @PrimaryGeneratedColumn('identity', {
    type: 'int',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'product_pkey',
  })
  id!: number;

  @Column('text')
  name!: string;

  @Column('text')
  plan!: string;

  /** Calendar months of service. */
  @Column('smallint')
  months!: number;

  @Column('bigint', { name: 'price_minor', transformer: bigintColumn })
  priceMinor!: bigint;

  /** ISO 4217. */
  @Column('text')
  currency!: string;

  /** GTIN-14. */
  @Column('text')
  gtin!: string;

  /** How long an unsold card may hang in a shop. */
  @Column('smallint', { name: 'shelf_months' })
  shelfMonths!: number;

  /** How long a sold card may wait to be redeemed. */
  @Column('smallint', { name: 'after_sale_months' })
  afterSaleMonths!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
