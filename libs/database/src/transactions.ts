import type { DataSource } from 'typeorm';
import { asProblem, failureOf } from './database-error.js';
import { type EntityTx, entityTx } from './tx.js';

const RUNS_MAX = 4;

/** Opens transactions of one pool. The whole work runs again on a deadlock, so it must have no effect outside `tx`. */
export class Transactions {
  constructor(readonly dataSource: DataSource) {}

  async run<Result>(work: (tx: EntityTx) => Promise<Result>): Promise<Result> {
    for (let run = 1; ; run++) {
      try {
        return await this.dataSource.transaction((manager) => work(entityTx(manager)));
      } catch (error) {
        if (failureOf(error) !== 'again' || run === RUNS_MAX) throw asProblem(error);
      }
    }
  }

  /** Reads outside any transaction: one statement, one snapshot. */
  async read<Row = Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      return await entityTx(this.dataSource.manager).rows<Row>(sql, values);
    } catch (error) {
      throw asProblem(error);
    }
  }
}

/** The pool with long time-outs for bulk moves, reports and checks. */
export class BulkTransactions extends Transactions {}
