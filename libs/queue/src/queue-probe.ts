import { Injectable } from '@nestjs/common';
import { QueueProducers } from './queue-producers.js';
import { MINT_QUEUE } from './queues.js';

/** Whether the queues can be reached, for readiness. */
@Injectable()
export class QueueProbe {
  constructor(private readonly producers: QueueProducers) {}

  async ready(): Promise<boolean> {
    try {
      await this.producers.ask(MINT_QUEUE);
      return true;
    } catch {
      return false;
    }
  }
}
