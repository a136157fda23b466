import type { OfflineQueue } from './offline-queue.js';

/** How long it sleeps at most: a clock may jump, another page may have written. */
const SLEEP_MAX_MS = 60_000;

/** Sends a queue by itself for as long as the till runs: whatever is due, then asleep until the next is. */
export class QueuePump {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(private readonly queue: Pick<OfflineQueue, 'drain' | 'count'>) {}

  start(): void {
    this.stopped = false;
    void this.run(false);
  }

  /** The line is back, a sale was stored, a person pressed "Send now". */
  async sendNow(): Promise<void> {
    await this.run(true);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async run(all: boolean): Promise<void> {
    clearTimeout(this.timer);
    try {
      await this.queue.drain(all);
    } catch {
      // The store failed, as on a full disk: nothing was lost that was written; it is tried again.
    }
    const { nextAt } = await this.queue.count().catch(() => ({ nextAt: undefined }));
    if (this.stopped) return;
    clearTimeout(this.timer);
    const sleepMs = nextAt === undefined ? SLEEP_MAX_MS : Math.min(SLEEP_MAX_MS, Math.max(0, nextAt - Date.now()));
    this.timer = setTimeout(() => void this.run(false), sleepMs);
  }
}
