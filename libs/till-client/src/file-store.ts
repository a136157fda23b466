import type { QueuedSale, QueueStore } from './queue.types.js';

const SALES_MAX = 10_000;

/**
 * The queue as a folder with one file a sale, each there whole or not at all (written beside, synced, renamed). One
 * process may use it at a time. Node's files are loaded here, so that a browser never asks for them.
 */
export async function openFileStore(folder: string): Promise<QueueStore> {
  const { mkdir, open, readFile, readdir, rename, rm } = await import('node:fs/promises');
  const path = await import('node:path');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pathOf = (key: string): string => path.join(folder, `${key}.json`);

  async function read(file: string): Promise<QueuedSale | undefined> {
    const text = await readFile(file, 'utf8').catch((error: { readonly code?: string }) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return text === undefined ? undefined : (JSON.parse(text) as QueuedSale);
  }

  async function write(sale: QueuedSale): Promise<void> {
    const target = pathOf(sale.key);
    const file = await open(`${target}.part`, 'w', 0o600);
    try {
      await file.writeFile(JSON.stringify(sale));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${target}.part`, target);
    const directory = await open(folder, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    async all() {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
      if (names.length > SALES_MAX) throw new RangeError(`a queue holds at most ${SALES_MAX} sales`);
      const sales = await Promise.all(names.map((name) => read(path.join(folder, name))));
      return sales.filter((sale) => sale !== undefined);
    },
    change(key, decide) {
      const turn = last.then(async () => {
        const found = await read(pathOf(key));
        const next = decide(found);
        if (next === undefined) await rm(pathOf(key), { force: true });
        else if (next !== found) await write(next);
        return next;
      });
      last = turn.catch(() => {});
      return turn;
    },
  };
}
