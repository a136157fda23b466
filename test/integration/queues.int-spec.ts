import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { BulkTransactions, Transactions } from '#lib/database';
import {
  MINT_QUEUE,
  OutboxDrain,
  OutboxWake,
  QueueProbe,
  QueueProducers,
  SHEETS_QUEUE,
  type StagedJob,
  stageAll,
} from '#lib/queue';
import { Gate } from '../support/mint-gate.js';
import { MintHouse, childrenRunning } from '../support/mint-house.js';
import { RedisServer, hasRedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';

/** A queue's home, and how it goes away and comes back. */
interface Backend {
  readonly redisUrl: string;
  away(house: MintHouse): Promise<void>;
  back(house: MintHouse): Promise<void>;
  stop(): Promise<void>;
}

const postgres = (): Promise<Backend> =>
  Promise.resolve({
    redisUrl: '',
    away: (house) => house.asOwner('REVOKE USAGE ON SCHEMA bullmq FROM reup_app'),
    back: (house) => house.asOwner('GRANT USAGE ON SCHEMA bullmq TO reup_app'),
    stop: () => Promise.resolve(),
  });

async function redis(): Promise<Backend> {
  const server = await RedisServer.start();
  return { redisUrl: server.url, away: () => server.kill(), back: () => server.begin(), stop: () => server.stop() };
}

const backends = [
  ['PostgreSQL', describe, postgres],
  ['Redis', hasRedisServer() ? describe : describe.skip, redis],
] as const;

for (const [name, suite, start] of backends) {
  suite(`the queues on ${name}`, () => {
    let backend: Backend;
    let house: MintHouse;

    beforeAll(async () => {
      backend = await start();
      house = await MintHouse.create({ redisUrl: backend.redisUrl });
    });
    afterAll(async () => {
      WorkerProcess.endAll();
      await house.close();
      await backend.stop();
    });

    const jobs = (first: number, count: number): StagedJob[] =>
      Array.from({ length: count }, (_, i) => ({
        queue: SHEETS_QUEUE,
        name: 'make',
        jobId: `job-${first + i}`,
        data: { sheetId: String(first + i) },
      }));
    const stage = (staged: readonly StagedJob[]) => house.get(Transactions).run((tx) => stageAll(tx, staged));
    const drain = () => new OutboxDrain(house.get(BulkTransactions), house.get(QueueProducers), house.get(OutboxWake));
    const waiting = async (queue: string) => (await house.get(QueueProducers).of(queue).getWaiting(0, 1_000)).reverse();
    const staged = () => house.rows('SELECT job_id FROM outbox');
    const empty = async (queue: string) => house.get(QueueProducers).of(queue).drain();

    it('takes what was committed to its queue, and nothing that was rolled back', async () => {
      await stage(jobs(1, 3));
      const rolledBack = house.get(Transactions).run(async (tx) => {
        await stageAll(tx, jobs(4, 1));
        throw new Error('no');
      });
      await expect(rolledBack).rejects.toThrow('no');
      expect(await drain().drainOnce()).toBe(3);
      const found = await waiting(SHEETS_QUEUE);
      const carried = found.map(({ id, data }) => [id, (data as { sheetId: string }).sheetId]);
      expect(new Map(carried as [string, string][])).toEqual(
        new Map([
          ['job-1', '1'],
          ['job-2', '2'],
          ['job-3', '3'],
        ]),
      );
      expect(await staged()).toEqual([]);
      expect(await drain().drainOnce()).toBe(0);
      await empty(SHEETS_QUEUE);
    });

    it('holds a job once, though it is staged twice and drained by several at once', async () => {
      await stage(jobs(100, 250));
      await stage(jobs(100, 250));
      const drains = Array.from({ length: 3 }, drain);
      await Promise.all(
        drains.map(async (one) => {
          while ((await one.drainOnce()) > 0);
        }),
      );
      await until(async () => (await staged()).length === 0);
      const ids = (await waiting(SHEETS_QUEUE)).map(({ id }) => id);
      expect(ids).toHaveLength(250);
      expect(new Set(ids).size).toBe(250);
      await empty(SHEETS_QUEUE);
    });

    it('keeps jobs while the queue is away, and says that it is', async () => {
      expect(await house.get(QueueProbe).ready()).toBe(true);
      await backend.away(house);
      await stage(jobs(500, 5));
      await expect(drain().drainOnce()).rejects.toThrow();
      expect(await house.get(QueueProbe).ready()).toBe(false);
      expect(await staged()).toHaveLength(5);
      await backend.back(house);
      await until(() =>
        drain()
          .drainOnce()
          .then(
            (moved) => moved === 5,
            () => false,
          ),
      );
      expect(await waiting(SHEETS_QUEUE)).toHaveLength(5);
      expect(await house.get(QueueProbe).ready()).toBe(true);
      await empty(SHEETS_QUEUE);
    });

    it('does again what a queue lost with its jobs', async () => {
      const { id } = await house.approved(1_000);
      await drain().drainOnce();
      await house.get(QueueProducers).of(MINT_QUEUE).obliterate({ force: true });
      await house.mint.restage();
      await house.mint.restage();
      while ((await drain().drainOnce()) > 0);
      expect((await waiting(MINT_QUEUE)).map(({ id: jobId }) => jobId)).toEqual([`mint-${id}`]);
    });

    it('refuses ids that the queue could not take', async () => {
      for (const jobId of ['1', 'a:b', '']) {
        await expect(stage([{ queue: MINT_QUEUE, name: 'mint', jobId, data: { batchId: 1 } }])).rejects.toThrow(
          'job id',
        );
      }
    });

    describe('with a worker', () => {
      const stateOf = async (id: number) => (await house.reader.get(id)).state;

      beforeAll(async () => {
        await house.sleep();
        await house.wake({ worker: true });
      });

      it('mints what is approved and prints what is asked for', async () => {
        const { id } = await house.approved(2_000);
        await until(async () => (await stateOf(id)) === 'minted');
        const { id: sheetId } = await house.requestSheet(id);
        await until(async () => (await house.sheets.get(id, sheetId)).state === 'ready');
        expect(await house.broken()).toEqual([]);
      });

      it('gives a job up that can not be done, and goes on with the next', async () => {
        const { id } = await house.approved(3_000);
        const gate = await Gate.close(house, id, 1);
        await until(async () => (await house.reader.get(id)).minted > 0);
        await stage([{ queue: MINT_QUEUE, name: 'nonsense', jobId: `nonsense-${id}`, data: { batchId: id } }]);
        await house.batches.cancel(id, house.manager, 'Never mind.');
        await gate.open();
        const { id: next } = await house.approved(10);
        await until(async () => (await stateOf(next)) === 'minted');
        expect(await house.reader.counts(await house.reader.get(id))).toEqual({ spoiled: 1_000 });
        const failed = await house.get(QueueProducers).of(MINT_QUEUE).getFailed();
        expect(failed.map(({ id: jobId, failedReason }) => [jobId, failedReason])).toEqual([
          [`nonsense-${id}`, 'no handler for nonsense'],
        ]);
      });

      it('stops within seconds in the middle of a mint, and the next start goes on', async () => {
        const { id } = await house.approved(4_000);
        const gate = await Gate.close(house, id, 2);
        await until(async () => (await house.reader.get(id)).minted === 2_000);
        const began = performance.now();
        await house.sleep();
        expect(performance.now() - began).toBeLessThan(10_000);
        expect(childrenRunning('mint-child.js')).toEqual([]);
        await house.wake();
        await gate.open();
        const [job] = await waiting(MINT_QUEUE);
        expect(job).toMatchObject({ id: `mint-${id}`, attemptsMade: 0 });
        await house.sleep();
        await house.wake({ worker: true });
        await until(async () => (await stateOf(id)) === 'minted');
        expect(await house.broken()).toEqual([]);
      });
    });

    it('starts a job of a killed worker again, and the cards are as many as were asked for', async () => {
      await house.sleep();
      await house.wake();
      const worker = await WorkerProcess.start(house, backend);
      const { id } = await house.approved(5_000);
      const gate = await Gate.close(house, id, 3);
      await until(async () => (await house.reader.get(id)).minted === 3_000);
      await worker.end('SIGKILL');
      await gate.open();
      const another = await WorkerProcess.start(house, backend);
      await until(async () => (await house.reader.get(id)).state === 'minted');
      expect((await house.reader.get(id)).minted).toBe(5_000);
      expect(await another.end('SIGTERM')).toBe(0);
      expect(await house.broken()).toEqual([]);
    }, 60_000);
  });
}

/** The compiled worker in a process of its own. */
class WorkerProcess {
  private static readonly running = new Set<ChildProcess>();

  private constructor(private readonly process: ChildProcess) {
    WorkerProcess.running.add(process);
  }

  /** After a test that failed half-way. */
  static endAll(): void {
    for (const one of WorkerProcess.running) one.kill('SIGKILL');
  }

  static async start(house: MintHouse, backend: Backend): Promise<WorkerProcess> {
    const env = {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: house.config.database,
      REDIS_URL: backend.redisUrl,
      REUP_HOME: house.home,
      NODE_ENV: 'test',
    };
    const entry = join(import.meta.dirname, '../../dist/apps/worker/src/main.js');
    const started = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    // Without destroyOnReturn the worker would die of its first log line.
    for await (const text of started.stderr!.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      said += text as string;
      if (!said.includes('worker is ready')) continue;
      started.stderr!.resume();
      return new WorkerProcess(started);
    }
    throw new Error(`the worker did not start: ${said}`);
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    const ended = once(this.process, 'exit') as Promise<[number | null]>;
    this.process.kill(signal);
    WorkerProcess.running.delete(this.process);
    return (await ended)[0];
  }
}
