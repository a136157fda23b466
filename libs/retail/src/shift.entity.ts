import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** One clerk's drawer from open to cash-up. */
@Entity('shift')
@Index('shift_one_open', ['terminalId'], { unique: true, where: 'closed_at IS NULL' })
export class Shift {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'shift_pkey' })
  id!: string;

  @Column('int', { name: 'terminal_id' })
  terminalId!: number;

  @Column('int', { name: 'clerk_id' })
  clerkId!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'opened_at' })
  openedAt!: Date;

  /** What lay in the drawer. */
  @Column('bigint', { name: 'float_minor', transformer: bigintColumn })
  floatMinor!: bigint;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;
}
