import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import type { ClusterFolder } from './cluster-folder.js';
import { readPostmasterFile } from './postmaster-file.js';
import { spawnOptions } from './run-user.js';
import { lastWords, openLog, rotateLog } from './server-log.js';
import { type Profile, settingArguments } from './settings.js';
import { makeSocketFolder } from './socket-folder.js';
import { StartRefused } from './start-refused.js';
import { waitFor } from './wait.js';
import { watch } from './watcher.js';

/** A server that this process started. */
export interface Server {
  readonly pid: number;
  readonly socketFolder: string;
  /** Comes when it has ended, whoever ended it, and its watcher and socket are gone too. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Recovery after a crash may have a gigabyte of log to replay. */
const READY_MAX_MS = 120_000;
const RETRY_MAX_MS = 30_000;
const RETRY_EVERY_MS = 200;
const FAST_STOP_MS = 10_000;
const IMMEDIATE_STOP_MS = 3_000;
/** Below this a server cannot even write into its log that the disk is full. */
const DISK_FULL_BYTES = 1_000_000;

/** The complaints of a start that meets the remains of a server killed a moment ago. */
const PASSING = /lock file ".*" already exists|pre-existing shared memory block|is still in use/;

/** Starts the server and waits until it takes connections. Only under the lock. */
export async function startServer(cluster: ClusterFolder, binaries: Binaries, profile: Profile): Promise<Server> {
  await rotateLog(cluster.log);
  const giveUpAt = Date.now() + RETRY_MAX_MS;
  for (;;) {
    const server = await launch(cluster, binaries, profile);
    if (await becomesReady(server, cluster)) return server;
    const complaint = await complaintOf(cluster);
    if (!PASSING.test(complaint) || Date.now() > giveUpAt) throw new Error(complaint);
    await delay(RETRY_EVERY_MS);
  }
}

async function launch(cluster: ClusterFolder, binaries: Binaries, profile: Profile): Promise<Server> {
  const socket = await makeSocketFolder(cluster);
  const log = await openLog(cluster.log);
  const child = spawn(
    join(binaries.folder, 'bin', 'postgres'),
    ['-D', cluster.data, ...settingArguments(profile, socket.path)],
    // Detached, so that Ctrl-C reaches this process only, which then ends the server in its own time.
    { ...spawnOptions(cluster.user), detached: true, stdio: ['ignore', log.fd, log.fd] },
  );
  const { pid } = child;
  if (pid === undefined) throw ((await once(child, 'error')) as [Error])[0];
  const watcher = watch(pid, cluster.user, socket.temporary ? socket.path : ''); // at once: from here on we may die
  child.unref();
  const ended = once(child, 'exit').then(async () => {
    await watcher.dismiss();
    if (socket.temporary) await rm(socket.path, { recursive: true, force: true });
  });
  await log.close();
  return { pid, socketFolder: socket.path, ended, stop: () => stop(child, ended) };
}

/** True when it takes connections, false when it ended first. */
async function becomesReady(server: Server, cluster: ClusterFolder): Promise<boolean> {
  let over = false;
  void server.ended.then(() => {
    over = true;
  });
  const isReady = async (): Promise<boolean> => {
    const file = await readPostmasterFile(cluster.data);
    return file?.pid === server.pid && file.status === 'ready';
  };
  if (!(await waitFor(async () => over || (await isReady()), READY_MAX_MS))) {
    await server.stop();
    throw new StartRefused(
      'start.failed',
      `PostgreSQL was not ready after ${READY_MAX_MS / 1000} s. Its log: ${cluster.log}`,
    );
  }
  return !over;
}

async function complaintOf(cluster: ClusterFolder): Promise<string> {
  const { bavail, bsize } = await statfs(cluster.root);
  if (bavail * bsize < DISK_FULL_BYTES) return 'no space left on device';
  return `${await lastWords(cluster.log)} (log: ${cluster.log})`;
}

/** A clean end first; then one that only the next start pays for, with recovery. */
async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.ref(); // an awaited end must keep this process alive
  let over = false;
  const whenOver = ended.then(() => {
    over = true;
  });
  child.kill('SIGINT');
  if (!(await waitFor(() => over, FAST_STOP_MS))) child.kill('SIGQUIT');
  if (!(await waitFor(() => over, IMMEDIATE_STOP_MS))) child.kill('SIGKILL');
  await whenOver;
}
