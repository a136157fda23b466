import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A tax or fee of a place from a day on. Once that day has begun anywhere, a trigger keeps the row as it is. */
@Entity('tax_rate')
@Unique('tax_rate_once', ['jurisdiction', 'name', 'validFrom'])
export class TaxRate {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'tax_rate_pkey',
  })
  id!: string;

  /** ISO 3166: `HU`, `US-TX`. */
  @Column('text')
  jurisdiction!: string;

  /** As the slip says it. */
  @Column('text')
  name!: string;

  @Column('date', { name: 'valid_from' })
  validFrom!: string;

  /** Hundredths of a percent of the price; or `flatMinor` a card; both zero: it ends. */
  @Column('int', { name: 'rate_bp', default: 0 })
  rateBp!: number;

  @Column('bigint', { name: 'flat_minor', default: 0, transformer: bigintColumn })
  flatMinor!: bigint;

  /** Sales in another currency don't bear it. */
  @Column('text')
  currency!: string;

  @Column('text', { name: 'set_by' })
  setBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'set_at' })
  setAt!: Date;
}
