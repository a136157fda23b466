import { mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'reup-test-';
const OLD_MS = 24 * 60 * 60 * 1_000;

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
export async function removeForgottenFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    const found = await stat(folder).catch(() => undefined);
    const isOld = found !== undefined && Date.now() - found.mtimeMs > OLD_MS;
    if (isOld && found.uid === process.getuid?.()) await removeDatabaseFolder(folder);
  }
}
