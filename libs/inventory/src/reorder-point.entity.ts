import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A store that has, with what is on its way, so many cards of a product or fewer should be sent more. */
@Entity('reorder_point')
export class ReorderPoint {
  @PrimaryColumn('int', { name: 'store_id', primaryKeyConstraintName: 'reorder_point_pkey' })
  storeId!: number;

  @PrimaryColumn('int', { name: 'product_id', primaryKeyConstraintName: 'reorder_point_pkey' })
  productId!: number;

  @Column('int')
  cards!: number;
}
