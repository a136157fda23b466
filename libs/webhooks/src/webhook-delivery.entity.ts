import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One event on its way to one endpoint. */
@Entity('webhook_delivery')
@Unique('webhook_delivery_once', ['eventId', 'endpointId'])
export class WebhookDelivery {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'webhook_delivery_pkey' })
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'endpoint_id' })
  endpointId!: string;

  @Column('text', { default: 'waiting' })
  state!: DeliveryState;

  @Column('int', { default: 0 })
  tries!: number;

  /** When it is tried next; while a try is under way, when another process may take it over. */
  @Column('timestamptz', { name: 'next_at', default: () => 'now()' })
  nextAt!: Date;

  @Column('int', { name: 'last_status', nullable: true })
  lastStatus!: number | null;

  /** Our own word for what went wrong; never what the receiver answered. */
  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  deliveredAt!: Date | null;
}
