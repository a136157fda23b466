interface Entry<Value> {
  readonly untilMs: number;
  readonly value: Promise<Value | undefined>;
}

export interface ShortCacheLimits {
  readonly ageMsMax: number;
  readonly entriesMax: number;
}

/** A change made by another process is seen after two seconds at the latest. */
export const SHORT: ShortCacheLimits = { ageMsMax: 2_000, entriesMax: 10_000 };

/**
 * Facts that every request needs, kept for a moment. Those who ask while the first is still asking share its answer;
 * what is not there, or could not be asked, is not kept.
 */
export class ShortCache<Value> {
  private readonly entries = new Map<string, Entry<Value>>();

  constructor(
    private readonly load: (key: string) => Promise<Value | undefined>,
    private readonly limits: ShortCacheLimits = SHORT,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  get(key: string): Promise<Value | undefined> {
    const kept = this.entries.get(key);
    if (kept !== undefined && kept.untilMs > this.nowMs()) return kept.value;
    return this.ask(key);
  }

  forget(key: string): void {
    this.entries.delete(key);
  }

  forgetAll(): void {
    this.entries.clear();
  }

  private ask(key: string): Promise<Value | undefined> {
    const entry: Entry<Value> = { untilMs: this.nowMs() + this.limits.ageMsMax, value: this.load(key) };
    const drop = (): void => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    };
    entry.value.then((value) => {
      if (value === undefined) drop();
    }, drop);
    this.entries.delete(key); // last in, last out
    this.entries.set(key, entry);
    if (this.entries.size > this.limits.entriesMax) this.entries.delete(this.entries.keys().next().value!);
    return entry.value;
  }
}
