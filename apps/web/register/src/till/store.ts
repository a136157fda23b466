import { useSyncExternalStore } from 'react';

/** One value that a page watches. */
export class Store<Value extends object> {
  private readonly watchers = new Set<() => void>();

  constructor(private value: Value) {}

  get = (): Value => this.value;

  set(change: Partial<Value>): void {
    this.value = { ...this.value, ...change };
    for (const watcher of this.watchers) watcher();
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };
}

export function useStore<Value extends object>(store: Store<Value>): Value {
  return useSyncExternalStore(store.watch, store.get);
}
