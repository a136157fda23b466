import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type EmbeddedPostgres, migrate, migrationOptions, openDataSource, startEmbeddedPostgres } from '#lib/database';
import { migrateQueues } from '#lib/queue';
import { Keyring } from '#lib/runtime';
import { CommandEnd, EXIT } from '../exit.js';

type Source = Awaited<ReturnType<typeof openDataSource>>;

const API = fileURLToPath(new URL('../../../api/src/main.js', import.meta.url));
const READY_MS_MAX = 30_000;
const STOP_MS_MAX = 8_000;

/** A database and an API of their own, in a folder that goes away with them. */
export class Stage {
  private readonly apis: ChildProcess[] = [];

  private constructor(
    readonly folder: string,
    private readonly server: EmbeddedPostgres,
    readonly source: Source,
    readonly keyring: Keyring,
  ) {}

  static async with<Result>(work: (stage: Stage) => Promise<Result>): Promise<Result> {
    const folder = await mkdtemp(join(tmpdir(), 'reup-bench-'));
    let server: EmbeddedPostgres | undefined;
    let stage: Stage | undefined;
    try {
      server = await startEmbeddedPostgres({ folder, profile: 'durable' });
      await migrate(server.url);
      await migrateQueues(server.url);
      const source = await openDataSource(migrationOptions(server.url));
      stage = new Stage(folder, server, source, Keyring.open(join(folder, 'keyring'), { create: true }));
      return await work(stage);
    } finally {
      await stage?.stop();
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }

  get url(): string {
    return this.server.url;
  }

  /** Started when the stock is there, so that it has seen nothing of the preparing; its own session, like a backend's. */
  async startApi(): Promise<number> {
    const port = await freePort();
    const env = {
      PATH: process.env.PATH,
      NODE_ENV: 'development',
      DATABASE_URL: this.url,
      REUP_HOME: this.folder,
      PORT: String(port),
      TRUSTED_PROXIES: '127.0.0.1/32',
      LOG_LEVEL: 'error',
    };
    const api = spawn(process.execPath, [API], { env, detached: true, stdio: ['ignore', 'ignore', 'inherit'] });
    this.apis.push(api);
    const giveUpAt = Date.now() + READY_MS_MAX;
    while (!(await isReady(port))) {
      if (api.exitCode !== null || Date.now() > giveUpAt) throw new CommandEnd(EXIT.bug, 'the API did not start');
      await delay(100);
    }
    return port;
  }

  private async stop(): Promise<void> {
    await Promise.all(this.apis.map(end));
    await this.source.destroy();
  }
}

function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function end(api: ChildProcess): Promise<void> {
  if (api.exitCode !== null || api.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => void api.once('exit', () => resolve()));
  api.kill('SIGTERM');
  const timer = setTimeout(() => void api.kill('SIGKILL'), STOP_MS_MAX);
  await ended;
  clearTimeout(timer);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
