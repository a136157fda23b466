import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OfficeFiles } from './office-files.js';

const ONE_YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** The office's scripts, styles and pictures: a changed file has a new name, so that browsers keep each for good. */
export function serveOffice(app: NestFastifyApplication): void {
  const files = OfficeFiles.find();
  if (files === undefined) return;
  app.useStaticAssets({
    root: files.assets,
    prefix: '/office/assets/',
    preCompressed: true,
    immutable: true,
    maxAge: ONE_YEAR_MS,
    index: false,
    decorateReply: false,
  });
}
