import { randomBytes } from 'node:crypto';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ForAnyone } from '#lib/http';
import type { FastifyReply } from 'fastify';
import { RegisterFiles } from './register-files.js';
import { SERVICE_WORKER_POLICY, registerPolicy } from './register-policy.js';

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>The register is not built</title>
<h1>The register is not built</h1><p>Run <code>npm run build</code> and start again.</p></html>`;

/** The register's one page, and the two files that have one name for ever. The others are served beside (`serveRegister`). */
@ApiExcludeController()
@Controller('register')
export class RegisterWebController {
  private readonly files = RegisterFiles.find();

  @Get()
  @ForAnyone()
  async page(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', 'text/html; charset=utf-8');
    reply.header('cache-control', 'no-store');
    if (this.files === undefined) return notBuilt(reply);
    const nonce = randomBytes(16).toString('base64');
    reply.header('content-security-policy', registerPolicy(nonce));
    return this.files.page(nonce);
  }

  @Get('sw.js')
  @ForAnyone()
  async serviceWorker(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', 'text/javascript; charset=utf-8');
    // Asked for at every start: a till learns of a newer register by it.
    reply.header('cache-control', 'no-cache');
    reply.header('service-worker-allowed', '/register');
    reply.header('content-security-policy', SERVICE_WORKER_POLICY);
    return this.files === undefined ? notBuilt(reply) : this.files.serviceWorker();
  }

  @Get('register.webmanifest')
  @ForAnyone()
  async manifest(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', 'application/manifest+json; charset=utf-8');
    reply.header('cache-control', 'no-cache');
    return this.files === undefined ? notBuilt(reply) : this.files.manifest();
  }
}

function notBuilt(reply: FastifyReply): string {
  reply.header('content-type', 'text/html; charset=utf-8');
  reply.code(503);
  return NOT_BUILT;
}
