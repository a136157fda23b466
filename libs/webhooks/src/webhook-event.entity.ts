import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WebhookType } from './webhook-types.js';

/** What a retailer is told; only ever added. Its id is the `webhook-id` of every try. */
@Entity('webhook_event')
export class WebhookEvent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'webhook_event_pkey' })
  id!: string;

  @Column('int', { name: 'retailer_id' })
  retailerId!: number;

  @Column('text')
  type!: WebhookType;

  @Column('jsonb')
  data!: Readonly<Record<string, unknown>>;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at!: Date;
}
