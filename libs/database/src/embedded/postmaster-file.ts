import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a server says of itself in `postmaster.pid`. It stays when the server is killed, so it proves nothing alone. */
export interface PostmasterFile {
  readonly pid: number;
  readonly socketFolder: string;
  /** 'starting', 'ready', 'stopping' … */
  readonly status: string;
}

const SOCKET_FOLDER_LINE = 5;
const STATUS_LINE = 8;

export function postmasterFilePath(data: string): string {
  return join(data, 'postmaster.pid');
}

/** Answers nothing when there is no such file. One just being written has no status yet. */
export async function readPostmasterFile(data: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(postmasterFilePath(data), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return {
    pid: Number(lines[0]),
    socketFolder: lines[SOCKET_FOLDER_LINE - 1] ?? '',
    status: lines[STATUS_LINE - 1]?.trim() ?? '',
  };
}
