import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename } from 'node:fs/promises';

/** A fresh log for each start, and the one before it: never more than two. */
export async function rotateLog(path: string): Promise<void> {
  await rename(path, `${path}.old`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

export async function openLog(path: string): Promise<FileHandle> {
  // Root opens it in a folder of another user's, who could have put a link there.
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  return open(path, flags, 0o600);
}

/** The line that tells why a server did not start: mostly the last complaint, not the last line. */
export async function lastWords(path: string): Promise<string> {
  const lines = (await readFile(path, 'utf8').catch(() => '')).trim().split('\n');
  return lines.findLast((line) => /(FATAL|PANIC|ERROR):/.test(line)) ?? lines.at(-1) ?? '';
}
