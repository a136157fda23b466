import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { BY_KEY_ONLY } from '#lib/database';
import { CommandEnd, EXIT } from '../exit.js';

/** Debian's postgresql-contrib has no other place. */
const PGBENCH = '/usr/bin/pgbench';
/** More clients than this do not make the raw side faster (design §10). */
export const RAW_CLIENTS_MAX = 64;
const THREADS = 2;
/** Until every new backend has connected and read its catalogue and plans: ours are warm too, so these seconds don't count. */
export const RAW_WARM_S = 3;

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
  const length = String(RAW_WARM_S + 1 + seconds); // connecting may cost the first line
  const args = ['-n', '-M', 'prepared', '-c', String(clients), '-j', String(threads), '-T', length, '-P', '1'];
  const where = ['-h', searchParams.get('host') ?? 'localhost', '-p', port || '5432', '-U', username];
  const output = await run([...args, '-f', script, ...where, pathname.slice(1)], signal);
  const rates = [...output.matchAll(/^progress: [\d.]+ s, ([\d.]+) tps/gm)].slice(-seconds);
  if (rates.length < seconds || !/number of failed transactions: 0 /.test(output))
    throw new CommandEnd(EXIT.bug, `pgbench failed: ${output}`);
  return rates.reduce((sum, [, rate]) => sum + Number(rate), 0) / rates.length;
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
