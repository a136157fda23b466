import { execFile } from 'node:child_process';
import { mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Binaries, majorVersion } from './binaries.js';
import { type ClusterFolder, giveTo } from './cluster-folder.js';
import { spawnOptions } from './run-user.js';
import { StartRefused } from './start-refused.js';

const UNFINISHED = 'data.new-';

// No locale of the machine matters: a dump sorts the same everywhere. Trust, because only its own user reaches the socket.
const INITDB_OPTIONS: readonly string[] = [
  '--username=reup',
  '--auth=trust',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];

/** Makes the data folder, or checks that these binaries can read the one that is there. */
export async function provideData(cluster: ClusterFolder, binaries: Binaries, durable: boolean): Promise<void> {
  const major = await majorVersion(binaries, cluster.user);
  const found = await readFile(join(cluster.data, 'PG_VERSION'), 'utf8').catch(whenMissing);
  if (found === undefined) return createData(cluster, binaries, durable);
  if (found.trim() === String(major)) return;
  throw new StartRefused(
    'data.version',
    `The database in ${cluster.data} was made by PostgreSQL ${found.trim()}, and this is PostgreSQL ${major}. Export it with the release that made it, or move ${cluster.root} away to begin with an empty database.`,
  );
}

function whenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** Made beside its place and then renamed: a crash half-way leaves nothing that looks like a database. */
async function createData(cluster: ClusterFolder, binaries: Binaries, durable: boolean): Promise<void> {
  await removeUnfinished(cluster.root);
  // A name of its own: the initdb of a start that was killed may still be writing for a moment.
  const unfinished = await mkdtemp(join(cluster.root, UNFINISHED));
  try {
    await giveTo(unfinished, cluster.user);
    await initdb(cluster, binaries, [...INITDB_OPTIONS, ...(durable ? [] : ['--no-sync']), '-D', unfinished]);
    await rename(unfinished, cluster.data);
    if (durable) await syncFolder(cluster.root);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

async function removeUnfinished(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (name.startsWith(UNFINISHED)) await rm(join(root, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

async function initdb(cluster: ClusterFolder, binaries: Binaries, options: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(join(binaries.folder, 'bin', 'initdb'), options, spawnOptions(cluster.user));
  } catch (cause) {
    const { stderr, message } = cause as { stderr?: string; message: string };
    throw new Error(stderr || message, { cause });
  }
}

/** A new name is safe only when the folder that holds it is on the disk. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
