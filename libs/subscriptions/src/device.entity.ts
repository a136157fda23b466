import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A phone device and until when it runs. */
@Entity('device')
@Unique('device_number_once', ['number'])
export class Device {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'device_pkey',
  })
  id!: string;

  /** What the customer types: digits only. */
  @Column('text')
  number!: string;

  @Column('text')
  plan!: string;

  /** IANA zone in which its days begin and end. */
  @Column('text')
  zone!: string;

  @Column('uuid', { name: 'account_id', nullable: true })
  accountId!: string | null;

  @Column('date', { nullable: true })
  anchor!: string | null;

  @Column('int', { name: 'anchor_months', default: 0 })
  anchorMonths!: number;

  /** Inclusive; `anchor` + `anchorMonths`. */
  @Column('date', { name: 'paid_through', nullable: true })
  paidThrough!: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
