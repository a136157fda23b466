import type { EntityManager } from 'typeorm';

/** A transaction under way. Whatever queries takes it as its first parameter; inside, nothing else touches the database. */
export interface Tx {
  /** The rows a statement gives: of a SELECT, or by RETURNING. */
  rows<Row = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** A transaction opened through TypeORM: has its entity manager too. */
export interface EntityTx extends Tx {
  readonly manager: EntityManager;
}

export function entityTx(manager: EntityManager): EntityTx {
  return {
    manager,
    async rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
      const answer: unknown = await manager.query(sql, values as unknown[]);
      // TypeORM answers UPDATE and DELETE with [rows, count], everything else with the rows.
      const counted =
        Array.isArray(answer) && answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number';
      return (counted ? answer[0] : answer) as Row[];
    },
  };
}

/** The database's clock: what money depends on. Under a lock, asked after it is held. */
export async function databaseNow(tx: Tx): Promise<Date> {
  const [row] = await tx.rows<{ now: Date }>('SELECT clock_timestamp() AS now');
  return row!.now;
}
