import type { Command } from 'commander';
import { type ConnectOptions, homeOf } from './api-client.js';
import type { Output } from './output.js';
import type { Shell } from './shell.js';

/** The configuration of a command beside the running system: `--home` goes before REUP_HOME. */
export async function configOf(command: Command, { env }: Shell) {
  const { readConfig } = await import('#lib/runtime');
  return readConfig({ ...env, REUP_HOME: homeOf(command.optsWithGlobals<ConnectOptions>(), env) });
}

/** Runs work on DATABASE_URL, or on the embedded database: the one that runs, else one started for as long as this takes. */
export async function onDatabase<Result>(
  command: Command,
  shell: Shell,
  output: Output,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const { databaseUrl, home } = await configOf(command, shell);
  if (databaseUrl !== undefined) return work(databaseUrl);
  const { startEmbeddedPostgres } = await import('#lib/database');
  const server = await startEmbeddedPostgres({ folder: home, profile: 'durable' });
  output.news(`${server.owned ? 'started' : 'joined'} the embedded database of ${home}`);
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}
