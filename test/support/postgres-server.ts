import { mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// No relative imports here: Jest's globalSetup lets Node resolve what it loads, and Node finds no `.ts` behind `.js`.

export interface TestServer {
  /** As the superuser, in a database that is nobody's template. */
  readonly adminUrl: string;
  stop(): Promise<void>;
}

const PREFIX = 'reup-test-';
const OLD_MS = 24 * 60 * 60 * 1_000;

/** A PostgreSQL of this test run's own, without fsync; `stop` leaves nothing of it behind. */
export async function startTestServer(): Promise<TestServer> {
  const { startEmbeddedPostgres } = await import('#lib/database'); // only here: others want no more than a folder
  await removeForgottenFolders();
  const folder = await newDatabaseFolder();
  try {
    const server = await startEmbeddedPostgres({ folder, profile: 'test' });
    const stop = async (): Promise<void> => {
      await server.stop();
      await removeDatabaseFolder(folder);
    };
    return { adminUrl: server.url, stop };
  } catch (error) {
    await removeDatabaseFolder(folder);
    throw error;
  }
}

/** An empty folder for an embedded database of the tests. */
export async function newDatabaseFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), PREFIX)));
}

/** Removes the files too: as root they are elsewhere, and the folder has only a link to them. */
export async function removeDatabaseFolder(folder: string): Promise<void> {
  const files = await realpath(join(folder, 'postgres')).catch(() => undefined);
  if (files !== undefined) await rm(files, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

/** A test run that was killed removes nothing, and each leaves 70 MB. No run takes a day. */
async function removeForgottenFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    const found = await stat(folder).catch(() => undefined);
    const isOld = found !== undefined && Date.now() - found.mtimeMs > OLD_MS;
    if (isOld && found.uid === process.getuid?.()) await removeDatabaseFolder(folder);
  }
}
