import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** What a store counted on its pegs, beside what the books said at that moment. */
@Entity('stock_count')
export class StockCount {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'stock_count_pkey' })
  id!: string;

  @Column('int', { name: 'store_id' })
  storeId!: number;

  @Column('int', { name: 'product_id' })
  productId!: number;

  @Column('int')
  expected!: number;

  @Column('int')
  counted!: number;

  @Column('text', { name: 'counted_by' })
  countedBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'counted_at' })
  countedAt!: Date;
}
