import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A card pulled at random and destroyed when the stock came back: nobody honest can ever try its PIN. */
@Entity('canary')
export class Canary {
  @PrimaryColumn('bigint', { transformer: bigintColumn })
  card!: bigint;

  @Column('int', { name: 'batch_id' })
  batchId!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'pulled_at' })
  pulledAt!: Date;

  @Column('uuid', { name: 'pulled_by' })
  pulledBy!: string;
}
