import { Processor } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { WEBHOOKS_QUEUE, WORKER_OPTIONS, type WebhookJob } from '#lib/queue';
import { DeliveryService } from '#lib/webhooks';
import { PatientProcessor } from './patient.processor.js';

/** Wakes the sending of an event; what it does not reach, the sweep finds. */
@Injectable()
@Processor(WEBHOOKS_QUEUE, { ...WORKER_OPTIONS, concurrency: 4 })
export class WebhookProcessor extends PatientProcessor<WebhookJob> {
  protected override readonly work = {
    deliver: ({ eventId }: WebhookJob) => this.deliveries.begin(eventId),
  };

  constructor(private readonly deliveries: DeliveryService) {
    super();
  }

  /** Nothing is lost: the delivery is due in the database. */
  protected override async giveUp(): Promise<void> {}
}
