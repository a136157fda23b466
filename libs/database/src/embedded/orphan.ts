import { readdir, readlink, rm } from 'node:fs/promises';
import { postmasterFilePath, readPostmasterFile } from './postmaster-file.js';
import { waitFor } from './wait.js';

const FAST_STOP_MS = 10_000;
const IMMEDIATE_STOP_MS = 5_000;

/**
 * Ends a server that lost its owner, and what is left of one whose postmaster was killed. Only under the lock: then
 * nobody can be using it.
 */
export async function endOrphan(data: string): Promise<void> {
  const left = await readPostmasterFile(data);
  const postmaster = (await processesIn(data)).find((pid) => pid === left?.pid);
  if (postmaster !== undefined) signal([postmaster], 'SIGINT');
  const ended = async (): Promise<boolean> => (await processesIn(data)).length === 0;
  if (!(await waitFor(ended, postmaster === undefined ? 0 : FAST_STOP_MS))) {
    // A backend in the middle of a long statement does not notice that its postmaster is gone.
    signal(await processesIn(data), 'SIGQUIT');
    if (!(await waitFor(ended, IMMEDIATE_STOP_MS))) signal(await processesIn(data), 'SIGKILL');
    await waitFor(ended, IMMEDIATE_STOP_MS);
  }
  await removeStalePostmasterFile(data);
}

/** Whether this process is one of the server that works on this data folder. */
export async function worksIn(pid: number, data: string): Promise<boolean> {
  return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === data;
}

/**
 * The live processes of the server on this data folder. Every one of them stands in it, which nothing else does; a pid
 * alone says little, since it may have been used again.
 */
async function processesIn(data: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const inside = await Promise.all(pids.map((pid) => worksIn(pid, data)));
  return pids.filter((_, index) => inside[index]);
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended in the meantime.
    }
  }
}

/**
 * PostgreSQL refuses to start while the pid in this file lives, even when it is another program's by now or a zombie
 * that nobody collects, as in a container. Removed only when /proc says that it is not the server.
 */
async function removeStalePostmasterFile(data: string): Promise<void> {
  const left = await readPostmasterFile(data);
  if (left === undefined) return;
  const mayBeServer = await readlink(`/proc/${left.pid}/cwd`).then(
    (cwd) => cwd === data,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ESRCH',
  );
  if (!mayBeServer) await rm(postmasterFilePath(data), { force: true });
}
