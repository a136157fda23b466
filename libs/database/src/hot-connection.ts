import type { DataSource, QueryRunner } from 'typeorm';
import type { Tx } from './tx.js';

/** What we use of a pg client opened with `pipeline: true`. */
interface PipelinedClient {
  query(query: {
    name?: string;
    text: string;
    values?: readonly unknown[];
  }): Promise<{ command: string; rows: never[] }>;
  on(event: 'error', listener: (error: Error) => void): void;
}

/**
 * One connection that a slot of the hot path keeps. Statements are sent without waiting for each other, so that what
 * is asked in one turn of the event loop travels in one flight; each text is prepared once a connection.
 */
export class HotConnection implements Tx {
  private readonly names = new Map<string, string>();
  private broken = false;

  private constructor(
    private readonly runner: QueryRunner,
    private readonly client: PipelinedClient,
  ) {
    // Without a listener, a server that dies while the client is idle would end this process.
    client.on('error', () => {
      this.broken = true;
    });
  }

  static async open(dataSource: DataSource): Promise<HotConnection> {
    const runner = dataSource.createQueryRunner();
    return new HotConnection(runner, (await runner.connect()) as PipelinedClient);
  }

  async rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.client.query({ name: this.nameOf(sql), text: sql, values });
    return rows;
  }

  /** BEGIN, COMMIT or ROLLBACK; answers the command that PostgreSQL says it did. */
  async command(text: 'BEGIN' | 'COMMIT' | 'ROLLBACK'): Promise<string> {
    return (await this.client.query({ text })).command;
  }

  get usable(): boolean {
    return !this.broken;
  }

  async close(): Promise<void> {
    await this.runner.release();
  }

  private nameOf(sql: string): string {
    let name = this.names.get(sql);
    if (name === undefined) {
      name = `hot${this.names.size + 1}`;
      this.names.set(sql, name);
    }
    return name;
  }
}
