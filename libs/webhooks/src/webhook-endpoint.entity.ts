import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import type { WebhookType } from './webhook-types.js';

/**
 * `on`: told of everything. `off`: a person switched it off. `gone`: its receiver answered 410. `failing`: it took nothing
 * for as long as an event is tried; events wait until somebody switches it on.
 */
export const ENDPOINT_STATES = ['on', 'off', 'gone', 'failing'] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];

/** Where a retailer's system listens. */
@Entity('webhook_endpoint')
@Index('webhook_endpoint_retailer', ['retailerId'])
export class WebhookEndpoint {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'webhook_endpoint_pkey' })
  id!: string;

  @Column('int', { name: 'retailer_id' })
  retailerId!: number;

  @Column('text')
  url!: string;

  @Column('text', { array: true })
  types!: WebhookType[];

  /** AES-256-GCM under a key of the keyring. */
  @Column('bytea', { name: 'secret_sealed' })
  secretSealed!: Buffer;

  @Column('bytea', { name: 'old_secret_sealed', nullable: true })
  oldSecretSealed!: Buffer | null;

  @Column('timestamptz', { name: 'old_secret_until', nullable: true })
  oldSecretUntil!: Date | null;

  @Column('text', { default: 'on' })
  state!: EndpointState;

  @Column('text', { name: 'made_by' })
  madeBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'made_at' })
  madeAt!: Date;
}
