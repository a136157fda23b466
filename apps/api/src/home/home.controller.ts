import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { ForAnyone, isThisMachine, pagePolicy, whenceOf } from '#lib/http';
import { Problem } from '#lib/kernel';
import { Config } from '#lib/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CODES_SCRIPT } from './codes-script.js';
import { readDemoWorld } from './demo-world.js';
import { homePage } from './home.page.js';
import { HOME_STYLE } from './home.style.js';

const POLICY = pagePolicy({ styles: [HOME_STYLE] });
const DEMO_POLICY = pagePolicy({ styles: [HOME_STYLE], ownScripts: true });

/** The start page. The demo world's passwords are shown to this machine alone. */
@Controller()
export class HomeController {
  constructor(private readonly config: Config) {}

  @Get()
  @ForAnyone()
  @ApiExcludeEndpoint()
  async page(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const demo = isThisMachine(whenceOf(request)) ? await readDemoWorld(this.config.home) : undefined;
    reply.header('content-type', 'text/html; charset=utf-8');
    reply.header('content-security-policy', demo === undefined ? POLICY : DEMO_POLICY);
    reply.header('cache-control', 'no-store');
    return homePage(demo);
  }

  /** Keeps the codes on the page fresh. */
  @Get('demo/codes.js')
  @ForAnyone()
  @ApiExcludeEndpoint()
  script(@Res({ passthrough: true }) reply: FastifyReply): string {
    reply.header('content-type', 'text/javascript; charset=utf-8');
    return CODES_SCRIPT;
  }

  @Get('demo/codes')
  @ForAnyone()
  @ApiExcludeEndpoint()
  async codes(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readonly<Record<string, string>>> {
    const demo = isThisMachine(whenceOf(request)) ? await readDemoWorld(this.config.home) : undefined;
    if (demo === undefined) throw new Problem('route.not_found');
    reply.header('cache-control', 'no-store');
    return Object.fromEntries(demo.staff.map(({ email, code }) => [email, code]));
  }
}
