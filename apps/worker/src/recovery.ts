import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { MintService, SealService } from '#lib/card-batch';
import { BundleMaker, BundleService, SheetService } from '#lib/card-stock';

/** A queue that lost its jobs (a flushed Redis) is noticed within this. */
const LOOK_EVERY_MS = 60_000;

/** What a crash or a lost queue left half done is taken up again: at every start, and now and then. */
@Injectable()
export class Recovery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Recovery.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly seals: SealService,
    private readonly mint: MintService,
    private readonly sheets: SheetService,
    private readonly bundles: BundleService,
    private readonly bundleMaker: BundleMaker,
  ) {}

  onApplicationBootstrap(): void {
    this.look();
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private look(): void {
    this.running = this.running
      .then(() => this.seals.finishInterrupted())
      .then(() => this.mint.restage())
      .then(() => this.sheets.restage())
      .then(() => this.bundleMaker.restage())
      .then(() => this.bundles.sweep())
      .catch((error: Error) => this.logger.error('could not take up what was left', { reason: error.message }));
  }
}
