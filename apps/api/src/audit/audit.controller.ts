import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditChain, AuditReader } from '#lib/access';
import { ApiProblems, ForStaff, keyIn, pageOf } from '#lib/http';
import { AuditChainDto, AuditDto, AuditPageDto, AuditQuery } from './audit.dto.js';

const AUDIT_KEY = /^[1-9]\d{0,17}$/;

@ApiTags('Office: audit')
@Controller('v1/office/audit')
export class AuditController {
  constructor(
    private readonly reader: AuditReader,
    private readonly chain: AuditChain,
  ) {}

  @Get()
  @ForStaff('admin', 'approver', 'finance')
  @ApiOperation({ operationId: 'listAudit', summary: 'Who did what to what, the newest first.' })
  @ApiOkResponse({ type: AuditPageDto })
  @ApiProblems('request.invalid')
  async list(@Query() { limit, cursor, ...filter }: AuditQuery): Promise<AuditPageDto> {
    const rows = await this.reader.list(filter, keyIn(cursor, AUDIT_KEY), limit + 1);
    return pageOf(
      rows,
      limit,
      ({ id }) => id,
      (row) => AuditDto.of(row),
    );
  }

  @Get('chain')
  @ForStaff('admin', 'approver', 'finance')
  @ApiOperation({ operationId: 'getAuditChain', summary: 'How far the log is chained and signed.' })
  @ApiOkResponse({ type: AuditChainDto })
  async state(): Promise<AuditChainDto> {
    return AuditChainDto.of(await this.chain.state());
  }
}
