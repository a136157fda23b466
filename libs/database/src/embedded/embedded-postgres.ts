import { setTimeout as delay } from 'node:timers/promises';
import { installedBinaries } from './binaries.js';
import { checkOwner, type ClusterFolder, claimCluster, locateCluster } from './cluster-folder.js';
import { provideData } from './data-folder.js';
import { type Lock, takeLock } from './lock.js';
import { endOrphan, worksIn } from './orphan.js';
import { readPostmasterFile } from './postmaster-file.js';
import { provideDatabase } from './reup-database.js';
import { type Server, startServer } from './server.js';
import type { Profile } from './settings.js';
import { sharedBinaries } from './shared-binaries.js';
import { urlOf } from './socket-folder.js';
import { refusalOf, StartRefused } from './start-refused.js';

export interface EmbeddedPostgresOptions {
  /** Made with mode 0700 when missing. The files are in its `postgres`, which may be a link. */
  readonly folder: string;
  readonly profile: Profile;
}

export interface EmbeddedPostgres {
  readonly url: string;
  /** False when another process started it: then it is there for as long as that process lives. */
  readonly owned: boolean;
  readonly pid: number;
  /** Ends the server when it is ours. */
  stop(): Promise<void>;
}

/** For another process that is starting, or stopping, the same server. */
const OTHERS_MAX_MS = 90_000;
const LOOK_EVERY_MS = 50;

/** Starts the server of this folder, or joins the one that another process is running. Fails with `StartRefused` only. */
export async function startEmbeddedPostgres({ folder, profile }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    return await ownOrJoin(await locateCluster(folder), profile);
  } catch (cause) {
    throw refusalOf(cause, folder);
  }
}

async function ownOrJoin(cluster: ClusterFolder, profile: Profile): Promise<EmbeddedPostgres> {
  const giveUpAt = Date.now() + OTHERS_MAX_MS;
  for (;;) {
    const lock = await takeLock(cluster.lockName);
    if (lock !== undefined) return own(lock, cluster, profile);
    const joined = await join(cluster);
    if (joined !== undefined) return joined;
    if (Date.now() > giveUpAt) break;
    await delay(LOOK_EVERY_MS);
  }
  throw new StartRefused(
    'start.failed',
    `Another process holds the database in ${cluster.root}, but for ${OTHERS_MAX_MS / 1000} s it did not answer. End that process and start again.`,
  );
}

async function own(lock: Lock, cluster: ClusterFolder, profile: Profile): Promise<EmbeddedPostgres> {
  let server: Server | undefined;
  try {
    const installed = await installedBinaries();
    const binaries = cluster.user === undefined ? installed : await sharedBinaries(installed);
    await claimCluster(cluster);
    await provideData(cluster, binaries, profile === 'durable');
    await endOrphan(cluster.data);
    server = await startServer(cluster, binaries, profile);
    await provideDatabase(server.socketFolder);
  } catch (cause) {
    await server?.stop();
    await lock.release();
    throw refusalOf(cause, cluster.root);
  }
  // Also when it is killed: the lock says that a server is running, and the next start may replace it.
  const released = server.ended.then(() => lock.release());
  const stop = async (): Promise<void> => {
    await server.stop();
    await released;
  };
  return { url: urlOf(server.socketFolder), owned: true, pid: server.pid, stop };
}

/** Answers nothing while that server does not take connections. */
async function join(cluster: ClusterFolder): Promise<EmbeddedPostgres | undefined> {
  const file = await readPostmasterFile(cluster.data);
  if (file?.status !== 'ready' || !(await worksIn(file.pid, cluster.data))) return undefined;
  await checkOwner(cluster);
  try {
    await provideDatabase(file.socketFolder);
  } catch {
    return undefined; // it is just ending
  }
  return { url: urlOf(file.socketFolder), owned: false, pid: file.pid, stop: () => Promise.resolve() };
}
