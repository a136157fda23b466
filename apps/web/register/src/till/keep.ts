import { type IDBPDatabase, openDB } from 'idb';

/** Small things that the till must still know after a crash, by name. Keys of Web Crypto are kept as they are, unreadable. */
export class Keep {
  private constructor(private readonly db: IDBPDatabase) {}

  static async open(): Promise<Keep> {
    const db = await openDB('reup-register', 1, {
      upgrade: (fresh) => void fresh.createObjectStore('kept'),
    });
    // Asked once: a browser short of space then spares what waits to be sent.
    void navigator.storage?.persist?.();
    return new Keep(db);
  }

  get<Kept>(name: string): Promise<Kept | undefined> {
    return this.db.get('kept', name) as Promise<Kept | undefined>;
  }

  async set(name: string, kept: unknown): Promise<void> {
    // On the disk, not on its way there: a till is switched off at the wall.
    const transaction = this.db.transaction('kept', 'readwrite', { durability: 'strict' });
    await Promise.all([transaction.store.put(kept, name), transaction.done]);
  }

  async forget(name: string): Promise<void> {
    await this.db.delete('kept', name);
  }
}
