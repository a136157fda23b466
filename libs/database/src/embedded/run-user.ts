import { readFile } from 'node:fs/promises';
import { StartRefused } from './start-refused.js';

/** A user other than ourselves, under whom the server runs. */
export interface RunUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** In this order. initdb wants a user that has a name, so a bare number will not do. */
const NAMES = ['postgres', 'nobody'] as const;

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The users root can run the server as: PostgreSQL refuses to run as root. */
export async function usersForRoot(): Promise<readonly [RunUser, ...RunUser[]]> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const [first, ...others] = NAMES.flatMap((wanted) => {
    const [name, , uid, gid] = lines.find(([found]) => found === wanted) ?? [];
    return name === undefined ? [] : [{ name, uid: Number(uid), gid: Number(gid) }];
  });
  if (first !== undefined) return [first, ...others];
  throw new StartRefused(
    'platform.unsupported',
    'PostgreSQL does not run as root, and /etc/passwd has neither "postgres" nor "nobody". Start as an ordinary user.',
  );
}

/** As in a container that took these rights from its root. */
export function mayNotSwitch(user: RunUser, cause: unknown): StartRefused {
  const line = `PostgreSQL does not run as root, and root may not start it as "${user.name}" here. Start as an ordinary user.`;
  return new StartRefused('platform.unsupported', line, { cause });
}

/**
 * How a PostgreSQL program is started: as that user, in a folder every user can stand in, and without this shell's
 * variables: `PGDATA`, `PGPORT` or a locale would change what it does.
 */
export function spawnOptions(user: RunUser | undefined): {
  cwd: string;
  env: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
} {
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return { cwd: '/', env, ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }) };
}
