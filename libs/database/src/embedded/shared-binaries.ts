import { chmod, copyFile, lstat, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { takeLock } from './lock.js';
import { StartRefused } from './start-refused.js';

const LOOK_EVERY_MS = 50;
/** For whoever is copying. */
const COPY_MAX_MS = 60_000;

/**
 * The copy that a server of root's uses: the user it runs as often cannot walk into the checkout. It is root's and
 * made once a version, for all checkouts.
 */
export async function sharedBinaries(installed: Binaries): Promise<Binaries> {
  const folder = `/var/tmp/reup-postgres-${installed.version}`;
  const lock = await waitForLock(`postgres-${installed.version}`);
  try {
    // Such places are swept of files that nobody read for long, so an old copy may have holes.
    if (!(await isWhole(folder, installed.folder))) await replace(folder, installed.folder);
    return { ...installed, folder };
  } finally {
    await lock.release();
  }
}

async function waitForLock(name: string): Promise<{ release(): Promise<void> }> {
  const giveUpAt = Date.now() + COPY_MAX_MS;
  for (;;) {
    const lock = await takeLock(name);
    if (lock !== undefined) return lock;
    if (Date.now() > giveUpAt) {
      throw new StartRefused(
        'start.failed',
        'Another process has been copying PostgreSQL to /var/tmp for a minute. Try again.',
      );
    }
    await delay(LOOK_EVERY_MS);
  }
}

async function isWhole(copy: string, original: string): Promise<boolean> {
  const found = await lstat(copy).catch(() => undefined);
  if (found === undefined) return false;
  // Anybody may make a folder of this name there, and we are about to run what is in it.
  if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0) {
    throw new StartRefused(
      'folder.foreign',
      `${copy} was not made by root. Look who made it, then remove it and start again.`,
    );
  }
  const present = new Set(await readdir(copy, { recursive: true }));
  return (await readdir(original, { recursive: true })).filter(isNeeded).every((path) => present.has(path));
}

async function replace(copy: string, original: string): Promise<void> {
  const unfinished = `${copy}.new`;
  await rm(unfinished, { recursive: true, force: true });
  try {
    await copyReadable(original, unfinished);
    await rm(copy, { recursive: true, force: true });
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** Static libraries are for compilers. */
function isNeeded(path: string): boolean {
  return !path.endsWith('.a');
}

/** Copies a folder so that everybody can read it, whatever the umask was when npm unpacked it. */
async function copyReadable(from: string, to: string): Promise<void> {
  await mkdir(to);
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (!isNeeded(entry.name)) continue;
    if (entry.isDirectory()) await copyReadable(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else {
      await copyFile(source, target);
      await chmod(target, ((await lstat(source)).mode & 0o100) === 0 ? 0o644 : 0o755);
    }
  }
}
