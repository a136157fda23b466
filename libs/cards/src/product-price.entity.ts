import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** What a product costs from a day on. Once that day has begun anywhere, a trigger keeps the row as it is. */
@Entity('product_price')
export class ProductPrice {
  @PrimaryColumn('int', { name: 'product_id', primaryKeyConstraintName: 'product_price_pkey' })
  productId!: number;

  @PrimaryColumn('date', { name: 'valid_from', primaryKeyConstraintName: 'product_price_pkey' })
  validFrom!: string;

  @Column('bigint', { name: 'price_minor', transformer: bigintColumn })
  priceMinor!: bigint;

  @Column('text', { name: 'set_by' })
  setBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'set_at' })
  setAt!: Date;
}
