import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { ForAnyone } from '#lib/http';
import type { FastifyReply } from 'fastify';
import { HealthProbes } from './health-probes.js';

export class LiveDto {
  @ApiProperty({ enum: ['ok'] })
  readonly status!: 'ok';
}

export class ReadyDto {
  @ApiProperty({ enum: ['ok', 'failing'] })
  readonly status!: 'ok' | 'failing';

  @ApiProperty({ type: 'object', additionalProperties: { enum: ['ok', 'failing'] }, example: { database: 'ok' } })
  readonly checks!: Readonly<Record<string, 'ok' | 'failing'>>;
}

@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(private readonly probes: HealthProbes) {}

  @Get('live')
  @ForAnyone()
  @ApiOperation({ operationId: 'live', summary: 'The process answers. Asks nothing else.' })
  @ApiOkResponse({ type: LiveDto })
  live(): LiveDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ForAnyone()
  @ApiOperation({ operationId: 'ready', summary: 'Database, migrations and queue are there.' })
  @ApiOkResponse({ type: ReadyDto })
  @ApiServiceUnavailableResponse({ type: ReadyDto })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyDto> {
    const checks = await this.probes.ask();
    const ok = Object.values(checks).every((answer) => answer === 'ok');
    if (!ok) reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return { status: ok ? 'ok' : 'failing', checks };
  }
}
