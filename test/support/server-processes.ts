import { readdirSync, readFileSync } from 'node:fs';
import { readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** A zombie that nobody has collected yet does not count. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The processes that wait to end this server when its owner is gone. */
export function watchersOf(server: number): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => {
    try {
      const [shell, , script, watched] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return shell === '/bin/sh' && script?.includes('dismissed') === true && watched === String(server);
    } catch {
      return false;
    }
  });
}

/** Whether the server of this folder runs. Its processes stand in the data folder, which a reused pid does not. */
export async function hasServer(folder: string): Promise<boolean> {
  const data = await realpath(join(folder, 'postgres/data')).catch(() => undefined);
  if (data === undefined) return false;
  const pid = Number.parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => ''), 10);
  return (await readlink(`/proc/${pid}/cwd`).catch(() => undefined)) === data;
}
