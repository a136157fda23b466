const SWEEP_MS = 250;

interface UnderWay {
  readonly sinceMs: number;
  readonly giveUp: () => void;
}

/**
 * Answers what takes too long, by one look at the oldest every quarter of a second: a timer and an abort signal for
 * each request would cost more than the rest of the bookkeeping.
 */
export class AnswerDeadline<Key extends object> {
  private readonly underWay = new Map<Key, UnderWay>(); // in the order of their arrival
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly limitMs: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.timer = setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  begin(key: Key, giveUp: () => void): void {
    this.underWay.set(key, { sinceMs: this.nowMs(), giveUp });
  }

  end(key: Key): void {
    this.underWay.delete(key);
  }

  sweep(): void {
    for (const [key, { sinceMs, giveUp }] of this.underWay) {
      if (this.nowMs() - sinceMs < this.limitMs) return;
      this.underWay.delete(key);
      giveUp();
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
