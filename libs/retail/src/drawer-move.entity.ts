import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** `drop`: out of the drawer into the safe. */
export const DRAWER_MOVE_KINDS = ['pay_in', 'pay_out', 'drop'] as const;
export type DrawerMoveKind = (typeof DRAWER_MOVE_KINDS)[number];

/** Cash that goes into or out of a drawer beside sales. */
@Entity('drawer_move')
@Index('drawer_move_shift', ['shiftId'])
export class DrawerMove {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'drawer_move_pkey' })
  id!: string;

  @Column('uuid', { name: 'shift_id' })
  shiftId!: string;

  @Column('text')
  kind!: DrawerMoveKind;

  @Column('bigint', { name: 'amount_minor', transformer: bigintColumn })
  amountMinor!: bigint;

  @Column('text')
  reason!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'at' })
  at!: Date;
}
