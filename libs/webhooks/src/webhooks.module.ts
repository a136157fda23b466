import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DeliveryService } from './delivery.service.js';
import { EndpointService } from './endpoint.service.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { WebhookEvent } from './webhook-event.entity.js';
import { WebhookSender } from './webhook-sender.js';

export const WEBHOOKS_ENTITIES = [WebhookEndpoint, WebhookEvent, WebhookDelivery];

@Module({
  imports: [TypeOrmModule.forFeature(WEBHOOKS_ENTITIES)],
  providers: [EndpointService, DeliveryService, WebhookSender],
  exports: [EndpointService, DeliveryService],
})
export class WebhooksModule {}
