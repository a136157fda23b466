import { createHash } from 'node:crypto';
import { lchown, lstat, mkdir, readlink, realpath, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isRoot, mayNotSwitch, type RunUser, usersForRoot } from './run-user.js';
import { StartRefused } from './start-refused.js';

/** Where one database server keeps its files. All paths are real ones, without links. */
export interface ClusterFolder {
  readonly root: string;
  readonly data: string;
  readonly log: string;
  /** Names the lock: one for each folder that was asked for. */
  readonly lockName: string;
  /** Whom the server runs as; nobody named means ourselves. */
  readonly user: RunUser | undefined;
  /** Shows where the files are, when they cannot be in the folder that was asked for. */
  readonly link: string | undefined;
}

/** Says where the files of `folder` are. Makes nothing but the folder itself, so that many may ask at once. */
export async function locateCluster(folder: string): Promise<ClusterFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const real = await realpath(folder);
  const lockName = createHash('sha256').update(real).digest('hex').slice(0, 16);
  const inPlace = join(real, 'postgres');
  if (!isRoot()) {
    const root = await realpath(inPlace).catch(() => inPlace);
    return { ...filesIn(root), lockName, user: undefined, link: undefined };
  }
  await refuseOrdinaryUsersFolder(inPlace);
  // The user that the server must run as cannot walk into root's folders.
  const root = join('/var/tmp', `reup-${lockName}`);
  return { ...filesIn(root), lockName, user: await userOf(root), link: inPlace };
}

function filesIn(root: string): Pick<ClusterFolder, 'root' | 'data' | 'log'> {
  return { root, data: join(root, 'data'), log: join(root, 'log') };
}

async function refuseOrdinaryUsersFolder(inPlace: string): Promise<void> {
  const found = await lstat(inPlace).catch(() => undefined);
  if (found?.isDirectory() !== true) return;
  throw new StartRefused(
    'folder.foreign',
    `${inPlace} holds the database of the ordinary user ${found.uid}. Start as that user, or move the folder away to begin with an empty database.`,
  );
}

/** An existing folder keeps its user, even when a better one has been added to the machine since. */
async function userOf(root: string): Promise<RunUser> {
  const users = await usersForRoot();
  const found = await lstat(root).catch(() => undefined);
  return users.find(({ uid }) => uid === found?.uid) ?? users[0];
}

/** Makes the folder, or takes up the one that is there. Only under the lock. */
export async function claimCluster(cluster: ClusterFolder): Promise<void> {
  await mkdir(cluster.root, { recursive: true, mode: 0o700 });
  const { uid } = await lstat(cluster.root);
  if (cluster.user !== undefined && uid === 0) await giveTo(cluster.root, cluster.user); // made just now, or before a crash
  await checkOwner(cluster);
  if (cluster.link !== undefined) await point(cluster.link, cluster.root);
}

export async function giveTo(path: string, user: RunUser | undefined): Promise<void> {
  if (user === undefined) return;
  await lchown(path, user.uid, user.gid).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EPERM' ? mayNotSwitch(user, error) : error;
  });
}

/** Anybody may make a folder in /var/tmp, and a database in someone else's folder is theirs to read and to change. */
export async function checkOwner(cluster: ClusterFolder): Promise<void> {
  const found = await lstat(cluster.root);
  if (found.isDirectory() && found.uid === (cluster.user?.uid ?? process.getuid?.())) return;
  throw new StartRefused(
    'folder.foreign',
    `${cluster.root} belongs to user ${found.uid}. Start as that user, or move the folder away to begin with an empty database.`,
  );
}

async function point(link: string, target: string): Promise<void> {
  if ((await readlink(link).catch(() => undefined)) === target) return;
  await rm(link, { force: true });
  await symlink(target, link);
}
