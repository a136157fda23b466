import { execFile } from 'node:child_process';
import { chown, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { type EmbeddedPostgres, migrate, startEmbeddedPostgres } from '#lib/database';
import { migrateQueues } from '#lib/queue';
import type { TestDatabase } from './database.js';
import { newDatabaseFolder, removeDatabaseFolder } from './postgres-server.js';
import { isAlive } from './server-processes.js';
import { until } from './until.js';

/** A PostgreSQL of one suite's own, with fsync, that may be killed, copied and looked into. */
export class OwnServer {
  private constructor(
    readonly folder: string,
    private server: EmbeddedPostgres,
  ) {}

  /** With a migrated database. */
  static async start(): Promise<OwnServer> {
    const folder = await newDatabaseFolder();
    const server = await startEmbeddedPostgres({ folder, profile: 'durable' });
    await migrate(server.url);
    await migrateQueues(server.url);
    return new OwnServer(folder, server);
  }

  get database(): TestDatabase {
    return { url: this.server.url, drop: () => Promise.resolve() };
  }

  /** Its data folder and its log are in there. */
  async files(): Promise<string> {
    return realpath(join(this.folder, 'postgres'));
  }

  /** At once, and everything that it runs. */
  async kill(): Promise<void> {
    const { pid } = this.server;
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid));
  }

  /** After a kill: on the same files, at the same address. */
  async restart(): Promise<void> {
    const { url } = this.server;
    this.server = await startEmbeddedPostgres({ folder: this.folder, profile: 'durable' });
    if (this.server.url !== url) throw new Error('the server is somewhere else now');
  }

  /** Runs SQL as the superuser, on one connection. */
  async withClient<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = new pg.Client(this.server.url);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await removeDatabaseFolder(this.folder);
  }

  /** Ends the server, and leaves its files. */
  async halt(): Promise<void> {
    await this.server.stop();
  }
}

/** A base backup as `pg_basebackup` takes it, which the package of the server lacks: the files between two calls, and their WAL. */
export async function baseBackup(server: OwnServer, target: string): Promise<void> {
  const data = join(await server.files(), 'data');
  await server.withClient(async (client) => {
    await client.query(`SELECT pg_backup_start('test', true)`);
    await copy(data, target);
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    await copy(join(data, 'pg_wal'), join(target, 'pg_wal'));
    await rm(join(target, 'postmaster.pid'), { force: true });
    const { uid, gid } = await stat(join(target, 'PG_VERSION'));
    await writeFile(join(target, 'backup_label'), rows[0]!.labelfile);
    await chown(join(target, 'backup_label'), uid, gid);
  });
}

/** Starts a server on a base backup. */
export async function restore(backup: string): Promise<OwnServer> {
  const server = await OwnServer.start();
  await server.halt();
  const data = join(await server.files(), 'data');
  await rm(data, { recursive: true });
  await copy(backup, data);
  await server.restart();
  return server;
}

/** With owners and modes, onto what may be there. */
async function copy(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', '-T', from, to]).catch((error: Error) => {
    // A running server removes files while they are copied; the WAL makes up for them.
    if (!/No such file or directory/.test(error.message)) throw error;
  });
}
