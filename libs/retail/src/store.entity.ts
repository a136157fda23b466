import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** One shop of a retailer. */
@Entity('store')
@Unique('store_name_once', ['retailerId', 'name'])
export class Store {
  @PrimaryGeneratedColumn('identity', {
    type: 'int',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'store_pkey',
  })
  id!: number;

  @Column('int', { name: 'retailer_id' })
  retailerId!: number;

  @Column('text')
  name!: string;

  @Column('text', { default: '' })
  address!: string;

  /** IANA zone: its wall clock decides the business day. */
  @Column('text')
  zone!: string;

  /** Where its taxes are, `US-TX` or `HU`; empty: none are told. */
  @Column('text', { default: '' })
  jurisdiction!: string;

  /** Whom a customer calls; stands on the slip. Empty: nobody. */
  @Column('text', { name: 'help_phone', default: '' })
  helpPhone!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
