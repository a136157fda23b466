import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type RunUser, spawnOptions } from './run-user.js';

export interface Watcher {
  /** To be told when the server has ended: its pid may soon be another program's. */
  dismiss(): Promise<void>;
}

/**
 * `read` returns when the pipe to this process closes, whatever closes it: an end, a crash, `kill -9`. The server then
 * has ten seconds for a clean end; one that ended but was not collected yet has no `cwd` left. It goes by pid, since by
 * data folder it could hit the next start's server.
 */
const SCRIPT = `
read -r word
[ "$word" = dismissed ] && exit
kill -INT "$0" 2>/dev/null
tries=0
while [ -e "/proc/$0/cwd" ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
kill -QUIT "$0" 2>/dev/null
[ -z "$1" ] || rmdir "$1"
`;

/**
 * Starts a process that ends the server when this one is gone, and then removes `emptyFolder`. It is detached, so that
 * Ctrl-C and a kill of the whole process group leave it alive to do its work.
 */
export function watch(serverPid: number, user: RunUser | undefined, emptyFolder = ''): Watcher {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, String(serverPid), emptyFolder], {
    ...spawnOptions(user),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(shell, 'exit').catch(() => undefined);
  shell.stdin.on('error', () => undefined); // it was killed: nobody left to tell
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref(); // a pipe is a socket, which the type does not say
  const dismiss = async (): Promise<void> => {
    shell.ref();
    shell.stdin.end('dismissed\n');
    await ended;
  };
  return { dismiss };
}
