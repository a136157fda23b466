import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A difference that someone must explain (domain §2). */
@Entity('exception')
export class ExceptionRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  code!: string;

  @Column('int', { name: 'retailer_id', nullable: true })
  retailerId!: number | null;

  @Column('int', { name: 'store_id', nullable: true })
  storeId!: number | null;

  @Column('bigint', { name: 'card_id', nullable: true, transformer: bigintColumn })
  cardId!: bigint | null;

  @Column('bigint', { name: 'amount_minor', nullable: true, transformer: bigintColumn })
  amountMinor!: bigint | null;

  @Column('text', { nullable: true })
  currency!: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'opened_at' })
  openedAt!: Date;

  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  @Column('jsonb', { nullable: true })
  detail!: Readonly<Record<string, unknown>> | null;

  /** What it came from, where that is no card: `<terminal> <key>`. */
  @Column('text', { nullable: true })
  source!: string | null;

  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt!: Date | null;

  @Column('text', { nullable: true })
  resolution!: string | null;
}
