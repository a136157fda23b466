import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { RegisterFiles } from './register-files.js';

const ONE_YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** The register's scripts, styles and barcode reader: a changed file has a new name, so that browsers keep each for good. */
export function serveRegister(app: NestFastifyApplication): void {
  const files = RegisterFiles.find();
  if (files === undefined) return;
  app.useStaticAssets({
    root: files.assets,
    prefix: '/register/assets/',
    preCompressed: true,
    immutable: true,
    maxAge: ONE_YEAR_MS,
    index: false,
    decorateReply: false,
  });
}
