import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { BY_KEY_ONLY } from '#lib/database';
import { CommandEnd, EXIT } from '../exit.js';

/** Debian's postgresql-contrib has no other place. */
const PGBENCH = '/usr/bin/pgbench';
/** More clients than this do not make the raw side faster (design §10). */
export const RAW_CLIENTS_MAX = 64;
const THREADS = 2;
/** pgbench's time runs from before it connects, though its rate leaves connecting out. */
export const CONNECT_S = 1;

/** The raw side plans as our hot path does. */
const PGOPTIONS = Object.entries(BY_KEY_ONLY)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');

export function hasPgbench(): boolean {
  return existsSync(PGBENCH);
}

/** Transactions a second of one script, over the server's own socket. */
export async function rawSlice(
  url: string,
  script: string,
  clients: number,
  seconds: number,
  signal: AbortSignal,
): Promise<number> {
  const { searchParams, port, username, pathname } = new URL(url);
  const threads = Math.min(THREADS, clients);
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(clients),
    '-j',
    String(threads),
    '-T',
    String(seconds + CONNECT_S),
  ];
  const where = ['-h', searchParams.get('host') ?? 'localhost', '-p', port || '5432', '-U', username];
  const output = await run([...args, '-f', script, ...where, pathname.slice(1)], signal);
  const tps = /^tps = ([\d.]+)/m.exec(output)?.[1];
  if (tps === undefined || !/number of failed transactions: 0 /.test(output))
    throw new CommandEnd(EXIT.bug, `pgbench failed: ${output}`);
  return Number(tps);
}

function run(args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(PGBENCH, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      env: { ...process.env, PGOPTIONS },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new CommandEnd(EXIT.bug, `pgbench ended with ${code}: ${output}`)),
    );
  });
}
