import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';

/** Something that is done again and again, by every worker, and does no harm when two do it at once. */
export interface Regular {
  readonly name: string;
  readonly everyMs: number;
  /** Ends soon after the signal: the process stops. */
  work(signal: AbortSignal): Promise<unknown>;
}

/** Between the first runs: all at once would ask for more connections than there are. */
const APART_MS = 250;

/**
 * Does regular work at every start and then at its times, by a timer of the process: it goes on whatever a queue has
 * lost. A time that comes while the work is still at it is left out.
 */
export class Schedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Schedule.name);
  private readonly stopping = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly underWay = new Map<Regular, Promise<void>>();

  constructor(private readonly regulars: readonly Regular[]) {}

  onApplicationBootstrap(): void {
    this.regulars.forEach((regular, i) => {
      if (i === 0) this.begin(regular);
      else this.timers.push(setTimeout(() => this.begin(regular), i * APART_MS));
      this.timers.push(setInterval(() => this.begin(regular), regular.everyMs));
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('the process stops'));
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all(this.underWay.values());
  }

  private begin(regular: Regular): void {
    if (this.underWay.has(regular)) return;
    const done = regular
      .work(this.stopping.signal)
      .then(() => undefined)
      .catch((error: Error) => this.logger.error('regular work failed', { name: regular.name, reason: error.message }))
      .finally(() => this.underWay.delete(regular));
    this.underWay.set(regular, done);
  }
}
