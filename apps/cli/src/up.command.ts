import { createServer } from 'node:net';
import type { Command } from 'commander';
import type { Config } from '#lib/runtime';
import { configOf } from './database-place.js';
import { examples } from './examples.js';
import { CommandEnd, EXIT } from './exit.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

/** Whatever hangs, the process ends: ten seconds are promised. */
const STOP_MS_MAX = 8_000;
const WATCH_EVERY_MS = 1_000;

export function define(command: Command, shell: Shell): void {
  command.action(async () => {
    const output = Output.of(command, shell);
    const { ConfigInvalid } = await import('#lib/runtime');
    const { StartRefused } = await import('#lib/database');
    try {
      await run(await configOf(command, { ...shell, env: { LOG_LEVEL: 'warn', ...shell.env } }), shell, output);
    } catch (error) {
      if (error instanceof ConfigInvalid)
        throw new CommandEnd(EXIT.config, error.message, { code: 'config.invalid', detail: error.message });
      if (error instanceof StartRefused)
        throw new CommandEnd(EXIT.difference, error.message, { code: error.code, detail: error.message });
      const full = diskFullIn(error);
      if (full !== undefined) throw new CommandEnd(EXIT.difference, full, { code: 'disk.full', detail: full });
      throw error;
    }
  });
  examples(command, ['npm start', 'PORT=3001 npm start', 'DATABASE_URL=postgres://… REDIS_URL=redis://… npm start']);
}

/** Everything in one process, until a signal: database, migrations, demo world, API, workers, pages. */
async function run(given: Config, shell: Shell, output: Output): Promise<void> {
  await requirePort(given);
  const stopped = untilStopped();
  const database = given.databaseUrl === undefined ? await startOwn(given) : undefined;
  try {
    const config = database === undefined ? given : given.withDatabase(database.url);
    const { requireSafeProduction } = await import('./production.js');
    requireSafeProduction(config);
    const { Keyring } = await import('#lib/runtime');
    const keyring = Keyring.open(config.keyringDir, { create: !config.production });
    const { prepareDatabase } = await import('./demo/prepare-database.js');
    await prepareDatabase(config, keyring, { embedded: database !== undefined, demo: 'where_allowed' });
    const app = await startApp(config, keyring);
    try {
      await sayWhere(config, shell, output);
      await Promise.race([stopped, ...(database === undefined ? [] : [untilGone(database.pid)])]);
    } finally {
      await Promise.race([app.close(), new Promise((resolve) => setTimeout(resolve, STOP_MS_MAX).unref())]);
    }
  } finally {
    await database?.stop();
  }
}

async function startOwn({ home }: Config) {
  const { startEmbeddedPostgres, StartRefused } = await import('#lib/database');
  const server = await startEmbeddedPostgres({ folder: home, profile: 'durable' });
  if (!server.owned)
    throw new StartRefused(
      'start.failed',
      `Re-Up is running in ${home} already: stop it first, or name another folder with REUP_HOME`,
    );
  return server;
}

async function startApp(config: Config, keyring: import('#lib/runtime').Keyring) {
  const { createApiApp } = await import('../../api/src/create-app.js');
  const { WorkerModule } = await import('../../worker/src/worker.module.js');
  const app = await createApiApp(config, keyring, [WorkerModule]);
  await app.listen(config.port, config.host);
  return app;
}

async function sayWhere(config: Config, shell: Shell, output: Output): Promise<void> {
  const { hasDemoFile, refreshDemoUrl } = await import('./demo/demo-file.js');
  const url = `http://${config.host}:${config.port}`;
  const lines = ['', `  Re-Up is running     ${url}`];
  lines.push(
    `  Office               ${url}/office`,
    `  Register             ${url}/register`,
    `  API page             ${url}/docs`,
  );
  if (hasDemoFile(config.home)) {
    const { staff } = await refreshDemoUrl(config.home, url);
    const someone = staff.find(({ roles }) => roles.includes('batch-manager'))!;
    lines.push(`  Be                   ${someone.email}, password ${someone.password}`);
    lines.push(`  Sign-in code         npm run reup -- code ${someone.email}   (or on the start page)`);
    lines.push(`  Everybody and all    ${config.home}/demo.json (people, tills, cards and their PINs)`);
  }
  lines.push('  Commands             npm run reup -- --help', '  Stop                 Ctrl-C', '');
  await output.result({ url, docs: `${url}/docs` }, () => lines.join('\n'));
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}

/** Nothing restarts a database that ended under us: the next start recovers it. */
function untilGone(pid: number): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setInterval(() => {
      try {
        process.kill(pid, 0);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') return;
        clearInterval(timer);
        reject(new CommandEnd(EXIT.difference, 'PostgreSQL ended: start again, and it recovers by itself'));
      }
    }, WATCH_EVERY_MS);
    timer.unref();
  });
}

/** Asked before anything is started: a taken port is the commonest reason, and one line tells it. */
async function requirePort({ host, port }: Config): Promise<void> {
  const taken = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
  if (taken === undefined) return;
  if (taken.code !== 'EADDRINUSE') throw new CommandEnd(EXIT.usage, `${host}:${port} can’t be used: ${taken.message}`);
  const ours = await fetch(`http://${host}:${port}/health/live`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ headers, ok }) => ok && headers.has('x-request-id'),
    () => false,
  );
  const who = ours ? 'Re-Up is running there already' : 'another program has it';
  throw new CommandEnd(
    EXIT.difference,
    `port ${port} is taken: ${who}. Stop it, or choose another: PORT=${port + 1} npm start`,
    { code: 'port.taken' },
  );
}

function diskFullIn(error: unknown): string | undefined {
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  const full = code === 'ENOSPC' || code === '53100' || driverError?.code === '53100';
  return full ? 'the disk is full: free some space and start again' : undefined;
}
