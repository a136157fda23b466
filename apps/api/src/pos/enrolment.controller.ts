import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { recordAudit } from '#lib/access';
import { ApiProblems, ForAnyone } from '#lib/http';
import { EnrolmentService, type NoteEnrolment } from '#lib/retail';
import type { FastifyRequest } from 'fastify';
import { CreateKeyDto } from '../terminals/terminal.dto.js';
import { EnrolDto, EnrolledDto } from './enrolment.dto.js';

@ApiTags('Till')
@Controller('v1/pos/enrolments')
export class EnrolmentController {
  constructor(private readonly enrolments: EnrolmentService) {}

  @Post()
  @ForAnyone()
  @ApiOperation({
    operationId: 'enrolTill',
    summary:
      'A new till puts its own key in, with the one-time code that the office shows. The only unsigned call of a till.',
  })
  @ApiCreatedResponse({ type: EnrolledDto })
  @ApiProblems('request.invalid', 'enrolment.invalid', 'name.taken', 'rate.limited')
  async enrol(@Req() { clientAddress }: FastifyRequest, @Body() request: EnrolDto): Promise<EnrolledDto> {
    const enrolment = { code: request.code, ...CreateKeyDto.toKey(request) };
    return EnrolledDto.of(await this.enrolments.enrol(enrolment, clientAddress, note));
  }
}

const note: NoteEnrolment = (tx, { terminalId, keyId }, ended) => {
  const terminal = `terminal:${terminalId}`;
  return recordAudit(tx, { actor: terminal, action: 'terminal.enrol', subject: terminal, detail: { keyId, ended } });
};
