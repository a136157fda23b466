import type { QueuedSale, QueueStore } from './queue.types.js';

/** For load generators and tests: forgets all when the process ends. */
export class MemoryStore implements QueueStore {
  private readonly sales = new Map<string, QueuedSale>();

  async all(): Promise<QueuedSale[]> {
    return [...this.sales.values()];
  }

  async change(
    key: string,
    decide: (found: QueuedSale | undefined) => QueuedSale | undefined,
  ): Promise<QueuedSale | undefined> {
    const next = decide(this.sales.get(key));
    if (next === undefined) this.sales.delete(key);
    else this.sales.set(key, next);
    return next;
  }
}
