import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The PINs of some consecutive cards of a batch that is not sealed, under a key that never enters the database. */
@Entity('batch_chunk')
export class BatchChunk {
  @PrimaryColumn('int', { name: 'batch_id' })
  batchId!: number;

  @PrimaryColumn('int')
  chunk!: number;

  @Column('int', { name: 'first_index' })
  firstIndex!: number;

  @Column('int')
  cards!: number;

  @Column('bytea', { select: false })
  iv!: Buffer;

  @Column('bytea', { name: 'sealed_pins', select: false })
  sealedPins!: Buffer;
}
