/** Runs a read-only statement and gives its rows. */
export type ReadRows = (sql: string, parameters?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** One promise of the design that `reup verify` proves on the database. */
export interface PromiseCheck {
  /** The promise's number (design §7). */
  readonly promise: number;
  readonly name: string;
  /** The first few facts that break it, in words; empty = kept. */
  run(read: ReadRows): Promise<readonly string[]>;
}

/** A check that is one query of the rows that should not be there, a line of text each, at most 20. */
export function absence(promise: number, name: string, sql: string): PromiseCheck {
  return {
    promise,
    name,
    async run(read) {
      const rows = await read(`SELECT broken.* FROM (${sql}) AS broken LIMIT 20`);
      return rows.map((row) =>
        Object.entries(row)
          .map(([column, value]) => `${column} ${String(value)}`)
          .join(', '),
      );
    },
  };
}
