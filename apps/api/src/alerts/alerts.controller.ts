import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, ForStaff, Staff, type StaffIdentity, keyIn, pageOf } from '#lib/http';
import { AlertService } from '#lib/risk';
import { ID_KEY } from '../office/list-slice.js';
import { AlertDto, AlertPageDto, AlertQuery, ResolveAlertDto } from './alerts.dto.js';

@ApiTags('Office: alerts')
@Controller('v1/office/alerts')
export class AlertsController {
  constructor(private readonly alerts: AlertService) {}

  @Get()
  @ForStaff('reviewer', 'admin', 'finance', 'support')
  @ApiOperation({ operationId: 'listAlerts', summary: 'What the rules of tills and clerks found, the newest first.' })
  @ApiOkResponse({ type: AlertPageDto })
  @ApiProblems('request.invalid')
  async list(@Query() { limit, cursor, ...filter }: AlertQuery): Promise<AlertPageDto> {
    const rows = await this.alerts.list(filter, keyIn(cursor, ID_KEY), limit + 1);
    return pageOf(
      rows,
      limit,
      ({ id }) => id,
      (alert) => AlertDto.of(alert),
    );
  }

  @Post(':id/resolve')
  @ForStaff('reviewer', 'admin', 'finance', 'support')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'resolveAlert', summary: 'Somebody has seen to it; what it came to is kept.' })
  @ApiOkResponse({ type: AlertDto })
  @ApiProblems('request.invalid', 'alert.not_found', 'alert.resolved')
  async resolve(
    @Staff() { staffId }: StaffIdentity,
    @Param('id') id: string,
    @Body() { resolution }: ResolveAlertDto,
  ): Promise<AlertDto> {
    return AlertDto.of(await this.alerts.resolve(id, staffId, resolution));
  }
}
