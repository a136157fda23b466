import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { SandboxOutcome } from './outcomes.js';

/** A real card that a sandbox's till may ask for, and what will come of it. */
@Entity('sandbox_card')
export class SandboxCard {
  @PrimaryColumn('bigint', {
    name: 'card_id',
    transformer: bigintColumn,
    primaryKeyConstraintName: 'sandbox_card_pkey',
  })
  cardId!: bigint;

  @Column('int', { name: 'store_id' })
  storeId!: number;

  @Column('text')
  outcome!: SandboxOutcome;

  @CreateDateColumn({ type: 'timestamptz', name: 'made_at' })
  madeAt!: Date;

  /** When a till got it; handed out once. */
  @Column('timestamptz', { name: 'taken_at', nullable: true })
  takenAt!: Date | null;
}
