import { bigintColumn } from '#lib/database';
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

export type ActivationState = 'active' | 'reversed' | 'voided';

/**
 * What a terminal did under one of its keys: the sale of a card, or (without a card) the tombstone of a reversal that
 * came before its sale.
 */
@Entity('activation')
@Unique('activation_key_once', ['terminalId', 'key'])
export class Activation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'activation_pkey' })
  id!: string;

  @Column('int', { name: 'terminal_id' })
  terminalId!: number;

  @Column('text')
  key!: string;

  /** Of the request, so that a key can't be used for another one. */
  @Column('bytea', { nullable: true })
  fingerprint!: Buffer | null;

  @Column('text')
  state!: ActivationState;

  @Column('bigint', { name: 'card_id', nullable: true, transformer: bigintColumn })
  cardId!: bigint | null;

  @Column('int', { name: 'retailer_id' })
  retailerId!: number;

  @Column('int', { name: 'store_id' })
  storeId!: number;

  @Column('int', { name: 'product_id', nullable: true })
  productId!: number | null;

  @Column('smallint', { nullable: true })
  months!: number | null;

  @Column('bigint', { name: 'amount_minor', nullable: true, transformer: bigintColumn })
  amountMinor!: bigint | null;

  @Column('text', { nullable: true })
  currency!: string | null;

  @Column('bigint', { name: 'commission_minor', nullable: true, transformer: bigintColumn })
  commissionMinor!: bigint | null;

  /** What the slip shows as proof. */
  @Column('text', { name: 'authorization_code', nullable: true })
  authorizationCode!: string | null;

  @Column('text', { nullable: true })
  receipt!: string | null;

  @Column('text', { nullable: true })
  clerk!: string | null;

  @Column('uuid', { name: 'shift_id', nullable: true })
  shiftId!: string | null;

  /** When the till says it was sold. */
  @Column('timestamptz', { name: 'sold_at', nullable: true })
  soldAt!: Date | null;

  /** When we accepted it, by the database's clock. */
  @Column('timestamptz', { name: 'activated_at', nullable: true })
  activatedAt!: Date | null;

  /** The store's local day of the sale, frozen here. */
  @Column('date', { name: 'business_date', nullable: true })
  businessDate!: string | null;

  /** Sold while nobody answered, and sent later. */
  @Column('boolean', { default: false })
  stored!: boolean;

  /** What the till took, where that was not the price: of a stored sale, whose cash was in the drawer already. */
  @Column('bigint', { name: 'claimed_minor', nullable: true, transformer: bigintColumn })
  claimedMinor!: bigint | null;

  /** Taxes and fees on top of the price, as they were on the day of the sale. */
  @Column('jsonb', { nullable: true })
  taxes!: readonly { readonly name: string; readonly amountMinor: number }[] | null;

  /** Codes of the exceptions that it opened. */
  @Column('text', { array: true, nullable: true })
  exceptions!: string[] | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('text', { name: 'ended_by', nullable: true })
  endedBy!: 'reversal' | 'reversal_late' | 'void' | null;

  @Column('text', { name: 'ended_reason', nullable: true })
  endedReason!: string | null;

  /** The shift that was open at the terminal when it was undone: its drawer gave the money back. */
  @Column('uuid', { name: 'undone_in', nullable: true })
  undoneIn!: string | null;
}
