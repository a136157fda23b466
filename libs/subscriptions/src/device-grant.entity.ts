import { bigintColumn } from '#lib/database';
import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

export type GrantKind = 'opening' | 'card' | 'replacement';

/** Months given to a device, and what they came to. The device's end date is these, folded in order. */
@Entity('device_grant')
@Unique('device_grant_source_once', ['source'])
export class DeviceGrant {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'device_grant_pkey',
  })
  id!: string;

  @Column('bigint', { name: 'device_id', transformer: bigintColumn })
  deviceId!: bigint;

  @Column('text')
  kind!: GrantKind;

  /** The redemption, or for `opening` an id of its own. */
  @Column('uuid')
  source!: string;

  @Column('smallint')
  months!: number;

  @Column('int')
  days!: number;

  /** The device's local day when it was given. */
  @Column('date', { name: 'granted_on' })
  grantedOn!: string;

  @Column('date')
  anchor!: string;

  @Column('int', { name: 'anchor_months' })
  anchorMonths!: number;

  @Column('date')
  through!: string;

  @Column('timestamptz', { name: 'granted_at', default: () => 'clock_timestamp()' })
  grantedAt!: Date;
}
