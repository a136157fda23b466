import pg from 'pg';
import type { MintHouse } from './mint-house.js';

/** Holds a batch's chunks from a given one on: they wait in the database until it opens. */
export class Gate {
  private constructor(
    private readonly house: MintHouse,
    private readonly name: string,
    private readonly release: () => Promise<void>,
  ) {}

  /** Chunks wait for a lock that this test holds, on a connection of its own: a house may go to sleep meanwhile. */
  static async close(house: MintHouse, batchId: number, chunk: number): Promise<Gate> {
    const holder = new pg.Client(house.config.database);
    holder.on('error', () => undefined); // a database that is dropped under a failed test
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(77, $1)', [batchId]);
    const name = await Gate.make(house, batchId, chunk, `PERFORM pg_advisory_xact_lock_shared(77, ${batchId})`);
    return new Gate(house, name, () => holder.end());
  }

  /** Chunks meet an error. */
  static async breakAt(house: MintHouse, batchId: number, chunk: number, sqlState: string): Promise<Gate> {
    const name = await Gate.make(house, batchId, chunk, `RAISE EXCEPTION 'broken' USING ERRCODE = '${sqlState}'`);
    return new Gate(house, name, () => Promise.resolve());
  }

  private static async make(house: MintHouse, batchId: number, chunk: number, action: string): Promise<string> {
    const name = `gate_${batchId}`;
    await house.asOwner(
      `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF NEW.batch_id = ${batchId} AND NEW.chunk >= ${chunk} THEN ${action}; END IF;
         RETURN NEW;
       END $$;
       CREATE TRIGGER ${name} BEFORE INSERT ON batch_chunk FOR EACH ROW EXECUTE FUNCTION ${name}()`,
    );
    return name;
  }

  async open(): Promise<void> {
    await this.release();
    await this.house.asOwner(`DROP TRIGGER ${this.name} ON batch_chunk; DROP FUNCTION ${this.name}`);
  }
}
