import 'reflect-metadata';
import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseModule } from '#lib/database';
import { QueueModule } from '#lib/queue';
import { ConfigInvalid, JsonLogger, Keyring, RuntimeModule, readConfig } from '#lib/runtime';
import { WorkerModule } from './worker.module.js';

/** sysexits.h: what it was told to do with is wrong. */
const EX_CONFIG = 78;
/** Children are killed and jobs given back well within this; then the process ends anyway. */
const STOP_WITHIN_MS = 10_000;

async function start(): Promise<void> {
  const config = readConfig();
  const keyring = Keyring.open(config.keyringDir, { create: !config.production });

  @Module({
    imports: [RuntimeModule.with(config, keyring), DatabaseModule.forRoot(), QueueModule.forRoot(), WorkerModule],
  })
  class WorkerProcess {}

  const app = await NestFactory.createApplicationContext(WorkerProcess, { logger: new JsonLogger(config.logLevel) });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
      app.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
  new Logger('Worker').log('worker is ready', { pid: process.pid });
}

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : 'failed to start'}\n`);
  process.exit(error instanceof ConfigInvalid ? EX_CONFIG : 1);
});
