import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SealService } from '#lib/card-batch';

/** A start of the worker ends the seals that a crash interrupted. */
@Injectable()
export class InterruptedSeals implements OnApplicationBootstrap {
  private readonly logger = new Logger(InterruptedSeals.name);

  constructor(private readonly seals: SealService) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.seals
      .finishInterrupted()
      .catch((error: Error) => this.logger.error('could not finish seals', { reason: error.message }));
  }
}
