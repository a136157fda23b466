import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterFolder, giveTo } from './cluster-folder.js';

/** The kernel takes 107 bytes for the path of a socket. */
const SOCKET_PATH_MAX_BYTES = 100;
const SOCKET_NAME = '.s.PGSQL.5432';

export interface SocketFolder {
  readonly path: string;
  /** Outside the cluster's folder, so nobody will find it again to remove it. */
  readonly temporary: boolean;
}

/** An empty folder for the socket, which only the server's user may enter. What a killed server left is gone. */
export async function makeSocketFolder(cluster: ClusterFolder): Promise<SocketFolder> {
  const beside = join(cluster.root, 'run');
  const temporary = Buffer.byteLength(join(beside, SOCKET_NAME)) > SOCKET_PATH_MAX_BYTES;
  if (!temporary) {
    await rm(beside, { recursive: true, force: true });
    await mkdir(beside, { mode: 0o700 });
  }
  const path = temporary ? await mkdtemp('/tmp/reup-') : beside;
  await giveTo(path, cluster.user);
  return { path, temporary };
}

/** Where clients connect. The port is part of the socket's name; said here, no `PGPORT` can change it. */
export function urlOf(socketFolder: string): string {
  return `postgres://reup@localhost:5432/reup?host=${encodeURIComponent(socketFolder)}`;
}
