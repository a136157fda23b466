import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Metrics, httpAdapter, serveDocs } from '#lib/http';
import { type Config, JsonLogger, type Keyring } from '#lib/runtime';
import { ApiModule, type ModuleImports } from './api.module.js';
import { serveOffice } from './office-web/serve-office.js';
import { watchNetworks } from './pos/watch-networks.js';
import { serveRegister } from './register-web/serve-register.js';

/**
 * The API over a migrated database, not listening yet. `beside`: modules that share its process, as the workers do when
 * one process runs all.
 */
export async function createApiApp(
  config: Config,
  keyring: Keyring,
  beside: ModuleImports = [],
): Promise<NestFastifyApplication> {
  const metrics = new Metrics();
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.with(config, keyring, metrics, beside),
    httpAdapter(config, metrics),
    {
      logger: new JsonLogger(config.logLevel),
      bodyParser: false,
      abortOnError: false,
      routeConflictPolicy: { duplicate: 'error', shadow: 'error' },
    },
  );
  serveDocs(app);
  serveOffice(app);
  serveRegister(app);
  watchNetworks(app);
  return app;
}
