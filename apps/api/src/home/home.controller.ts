import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { ForAnyone, isThisMachine, pagePolicy, whenceOf } from '#lib/http';
import { Config } from '#lib/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readDemoWorld } from './demo-world.js';
import { homePage } from './home.page.js';
import { HOME_STYLE } from './home.style.js';

const POLICY = pagePolicy({ styles: [HOME_STYLE] });

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
    reply.header('content-security-policy', POLICY);
    reply.header('cache-control', 'no-store');
    return homePage(demo);
  }
}
