import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/**
 * `received_short`: some cards of the box were missing; they stay `shipped` until someone explains them.
 * `returned`: the last of its cards came back before anyone received it.
 */
export const CONSIGNMENT_STATES = ['shipped', 'received', 'received_short', 'returned'] as const;
export type ConsignmentState = (typeof CONSIGNMENT_STATES)[number];

/** A range of cards sent to a store and counted there. */
@Entity('consignment')
export class Consignment {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'consignment_pkey' })
  id!: string;

  @Column('int', { name: 'store_id' })
  storeId!: number;

  @Column('text')
  state!: ConsignmentState;

  @Column('bigint', { name: 'first_card', transformer: bigintColumn })
  firstCard!: bigint;

  @Column('bigint', { name: 'last_card', transformer: bigintColumn })
  lastCard!: bigint;

  @Column('int')
  cards!: number;

  /** Cards counted at the store. */
  @Column('int', { nullable: true })
  received!: number | null;

  @Column('text', { name: 'shipped_by' })
  shippedBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'shipped_at' })
  shippedAt!: Date;

  @Column('text', { name: 'received_by', nullable: true })
  receivedBy!: string | null;

  @Column('timestamptz', { name: 'received_at', nullable: true })
  receivedAt!: Date | null;

  /** From then on no card of it can hang on a peg again: questions about stock pass it by. */
  @Column('timestamptz', { name: 'cleared_at', nullable: true })
  clearedAt!: Date | null;
}
