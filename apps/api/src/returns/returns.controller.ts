import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, ForStaff, IdempotencyKey, Staff, type StaffIdentity, answerOf, keyIn, pageOf } from '#lib/http';
import { ReturnService, type ReturnView } from '#lib/inventory';
import type { FastifyReply } from 'fastify';
import { cardsBetween } from '../cards/serial-field.js';
import { ID_KEY } from '../office/list-slice.js';
import { officeCall } from '../office/office-call.js';
import { ReturnCardsDto, ReturnDto, ReturnPageDto, ReturnQuery } from './returns.dto.js';

@ApiTags('Office: consignments')
@Controller('v1/office/returns')
export class ReturnsController {
  constructor(private readonly returns: ReturnService) {}

  @Post()
  @ForStaff('stock', 'batch-manager')
  @ApiOperation({
    operationId: 'returnCards',
    summary: 'Unsold cards come back from a store to the warehouse: all of the range, or none.',
  })
  @ApiCreatedResponse({ type: ReturnDto })
  @ApiProblems(
    'request.invalid',
    'serial.check_digit',
    'store.not_found',
    'card.not_found',
    'card.wrong_state',
    'range.invalid',
  )
  async giveBack(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() { storeId, firstSerial, lastSerial, reason }: ReturnCardsDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReturnDto> {
    const wanted = { storeId: Number(storeId), reason, ...cardsBetween(firstSerial, lastSerial) };
    const { id } = answerOf(reply, await this.returns.giveBack(wanted, officeCall(staffId, key)));
    return ReturnDto.of(await this.returns.get(id));
  }

  @Get()
  @ForStaff('batch-manager', 'stock', 'approver', 'finance', 'support')
  @ApiOperation({ operationId: 'listReturns', summary: 'Returns, the newest first: all, or one store’s.' })
  @ApiOkResponse({ type: ReturnPageDto })
  @ApiProblems('request.invalid')
  async list(@Query() { limit, cursor, storeId }: ReturnQuery): Promise<ReturnPageDto> {
    const store = storeId === undefined ? undefined : Number(storeId);
    return pageOf(
      await this.returns.list(store, limit + 1, keyIn(cursor, ID_KEY)),
      limit,
      ({ id }: ReturnView) => id,
      (row) => ReturnDto.of(row),
    );
  }
}
