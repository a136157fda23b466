import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Metrics, describeApi, httpAdapter } from '#lib/http';
import { type Keyring, readConfig } from '#lib/runtime';
import { ApiModule } from './api.module.js';

/**
 * Writes the OpenAPI document to stdout, for whoever generates a client. In preview Nest builds no provider, so that
 * neither a database nor a keyring is needed.
 */
async function main(): Promise<void> {
  const config = readConfig({ DATABASE_URL: 'postgres://none', REUP_HOME: '.reup' });
  const metrics = new Metrics();
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.with(config, {} as Keyring, metrics),
    httpAdapter(config, metrics),
    { preview: true, logger: false, bodyParser: false },
  );
  process.stdout.write(`${JSON.stringify(describeApi(app), null, 2)}\n`);
}

await main();
