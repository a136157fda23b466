import type { DBSchema, IDBPDatabase } from 'idb';
import type { QueuedSale, QueueStore } from './queue.types.js';

interface QueueSchema extends DBSchema {
  sales: { key: string; value: QueuedSale };
}

/**
 * The queue in a browser's IndexedDB: one transaction a change, so that two pages of one till do not overwrite each
 * other, written through to the disk (`strict`). The wrapper is loaded here, so that Node never asks for it.
 */
export async function openIdbStore(name = 'reup-till-queue'): Promise<QueueStore & { close(): void }> {
  const { openDB } = await import('idb');
  const database = await openDB<QueueSchema>(name, 1, {
    upgrade: (fresh) => void fresh.createObjectStore('sales', { keyPath: 'key' }),
  });
  return new IdbStore(database);
}

class IdbStore implements QueueStore {
  constructor(private readonly database: IDBPDatabase<QueueSchema>) {}

  all(): Promise<QueuedSale[]> {
    return this.database.getAll('sales');
  }

  async change(
    key: string,
    decide: (found: QueuedSale | undefined) => QueuedSale | undefined,
  ): Promise<QueuedSale | undefined> {
    const transaction = this.database.transaction('sales', 'readwrite', { durability: 'strict' });
    const found = await transaction.store.get(key);
    const next = decide(found);
    if (next === undefined) await transaction.store.delete(key);
    else if (next !== found) await transaction.store.put(next);
    await transaction.done;
    return next;
  }

  close(): void {
    this.database.close();
  }
}
