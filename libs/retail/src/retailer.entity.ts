import { bigintColumn } from '#lib/database';
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** Whether a card that nobody marked as received may be sold (design §3). */
export const RECEIVING = ['strict', 'lenient'] as const;
export type Receiving = (typeof RECEIVING)[number];

/** Who sells our cards and owes us for them. */
@Entity('retailer')
@Unique('retailer_name_once', ['name'])
export class Retailer {
  @PrimaryGeneratedColumn('identity', {
    type: 'int',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'retailer_pkey',
  })
  id!: number;

  @Column('text')
  name!: string;

  @Column('text')
  receiving!: Receiving;

  /** Its share of a sale in hundredths of a percent. */
  @Column('int', { name: 'commission_bp' })
  commissionBp!: number;

  /** Whether commission is taken back when a card is voided. */
  @Column('boolean', { name: 'claw_back', default: true })
  clawBack!: boolean;

  /** When its business day begins, minutes after midnight on the store's clock. */
  @Column('int', { name: 'cut_off_minutes', default: 0 })
  cutOffMinutes!: number;

  /** ISO 4217; what its credit is agreed in. Never changes. */
  @Column('text', { default: 'USD' })
  currency!: string;

  /** What it may owe, in its currency; `null`: no limit agreed. */
  @Column('bigint', { name: 'credit_limit_minor', nullable: true, transformer: bigintColumn })
  creditLimitMinor!: bigint | null;

  /** A machine host: many sales in minutes are no alarm. */
  @Column('boolean', { name: 'sells_in_bursts', default: false })
  sellsInBursts!: boolean;

  /** It only plays: its cards give each outcome on purpose. */
  @Column('boolean', { default: false })
  sandbox!: boolean;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
