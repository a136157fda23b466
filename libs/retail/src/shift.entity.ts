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

  /** `clerk:<id>`: its own clerk, or the supervisor who took the till over. */
  @Column('text', { name: 'closed_by', nullable: true })
  closedBy!: string | null;

  /** Coins and notes as they were counted. */
  @Column('jsonb', { nullable: true })
  counted!: readonly { readonly unitMinor: number; readonly count: number }[] | null;

  @Column('bigint', { name: 'counted_minor', nullable: true, transformer: bigintColumn })
  countedMinor!: bigint | null;

  @Column('bigint', { name: 'expected_minor', nullable: true, transformer: bigintColumn })
  expectedMinor!: bigint | null;

  @Column('text', { name: 'over_short_reason', nullable: true })
  overShortReason!: string | null;

  @Column('int', { name: 'cards_counted', nullable: true })
  cardsCounted!: number | null;

  @Column('int', { name: 'cards_expected', nullable: true })
  cardsExpected!: number | null;

  /** Of this terminal, without gaps. */
  @Column('int', { name: 'z_number', nullable: true })
  zNumber!: number | null;

  /** As it was printed: read again, never made again. */
  @Column('jsonb', { name: 'z_report', nullable: true })
  zReport!: Readonly<Record<string, unknown>> | null;
}
