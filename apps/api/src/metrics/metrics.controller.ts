import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, ForAnyone, Metrics, isThisMachine, whenceOf } from '#lib/http';
import { Problem } from '#lib/kernel';
import { Config } from '#lib/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';

@ApiTags('Health')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  @Get()
  @ForAnyone()
  @ApiBearerAuth()
  @ApiOperation({ operationId: 'metrics', summary: 'Prometheus metrics: from this machine, or with METRICS_TOKEN.' })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiProblems('token.invalid')
  async read(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!isThisMachine(whenceOf(request)) && !this.hasToken(request)) throw new Problem('token.invalid');
    reply.header('content-type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }

  private hasToken({ headers }: FastifyRequest): boolean {
    const { metricsToken } = this.config;
    if (metricsToken === undefined || headers.authorization === undefined) return false;
    return timingSafeEqual(digest(headers.authorization), digest(`Bearer ${metricsToken}`));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
