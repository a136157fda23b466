import { randomBytes } from 'node:crypto';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ForAnyone } from '#lib/http';
import type { FastifyReply } from 'fastify';
import { OfficeFiles } from './office-files.js';
import { officePolicy } from './office-policy.js';

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>The office is not built</title>
<h1>The office is not built</h1><p>Run <code>npm run build</code> and start again.</p></html>`;

/** The office's one page; whatever stands behind `/office` is its own to route. Its files are served beside (`serveOffice`). */
@ApiExcludeController()
@Controller('office')
export class OfficeWebController {
  private readonly files = OfficeFiles.find();

  @Get(['', '*'])
  @ForAnyone()
  async page(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', 'text/html; charset=utf-8');
    reply.header('cache-control', 'no-store');
    if (this.files === undefined) {
      reply.code(503);
      return NOT_BUILT;
    }
    const nonce = randomBytes(16).toString('base64');
    reply.header('content-security-policy', officePolicy(nonce));
    return this.files.page(nonce);
  }
}
