import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ApiProblems,
  ForStaff,
  IdempotencyKey,
  PageQuery,
  Staff,
  type StaffIdentity,
  answerOf,
  keyIn,
  pageOf,
} from '#lib/http';
import { type Consignment, ConsignmentService } from '#lib/inventory';
import type { FastifyReply } from 'fastify';
import { cardIn } from '../cards/serial-field.js';
import { ConsignmentDto, ConsignmentPageDto, ReceiveDto, ShipDto } from './consignments.dto.js';

const CONSIGNMENT_ID = /^[0-9a-f-]{36}$/;

@ApiTags('Office: consignments')
@Controller('v1/office/consignments')
export class ConsignmentsController {
  constructor(private readonly consignments: ConsignmentService) {}

  @Post()
  @ForStaff('batch-manager', 'stock')
  @ApiOperation({ operationId: 'ship', summary: 'Send a range of a sealed batch to a store.' })
  @ApiCreatedResponse({ type: ConsignmentDto })
  @ApiProblems(
    'request.invalid',
    'serial.check_digit',
    'store.not_found',
    'card.not_found',
    'card.wrong_state',
    'batch.not_sealed',
  )
  @ApiProblems('batch.wrong_state', 'range.invalid', 'range.overlap')
  async ship(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() { storeId, firstSerial, lastSerial }: ShipDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConsignmentDto> {
    const range = { firstCard: cardIn(firstSerial, '/firstSerial'), lastCard: cardIn(lastSerial, '/lastSerial') };
    const call = { staffId, ...(key === undefined ? {} : { key }) };
    const { consignmentId, replayed } = await this.consignments.ship({ storeId: Number(storeId), ...range }, call);
    const id = answerOf(reply, { answer: consignmentId, replayed });
    return ConsignmentDto.of(await this.consignments.get(id));
  }

  @Get()
  @ForStaff('batch-manager', 'stock', 'approver', 'finance', 'support')
  @ApiOperation({ operationId: 'listConsignments', summary: 'Consignments, the newest first.' })
  @ApiOkResponse({ type: ConsignmentPageDto })
  async list(@Query() { limit, cursor }: PageQuery): Promise<ConsignmentPageDto> {
    const rows = await this.consignments.list(limit + 1, keyIn(cursor, CONSIGNMENT_ID));
    return pageOf(
      rows,
      limit,
      ({ id }: Consignment) => id,
      (row) => ConsignmentDto.of(row),
    );
  }

  @Get(':id')
  @ForStaff('batch-manager', 'stock', 'approver', 'finance', 'support')
  @ApiOperation({ operationId: 'getConsignment', summary: 'One consignment.' })
  @ApiOkResponse({ type: ConsignmentDto })
  @ApiProblems('consignment.not_found')
  async get(@Param('id') id: string): Promise<ConsignmentDto> {
    return ConsignmentDto.of(await this.consignments.get(id));
  }

  @Post(':id/receive')
  @ForStaff('stock', 'batch-manager')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'receiveConsignment',
    summary:
      'Count a box at its store. A difference moves only the cards named; the rest stays shipped, with an exception.',
  })
  @ApiOkResponse({ type: ConsignmentDto })
  @ApiProblems(
    'request.invalid',
    'serial.check_digit',
    'consignment.not_found',
    'consignment.wrong_state',
    'count.differs',
    'range.invalid',
  )
  async receive(
    @Staff() { staffId }: StaffIdentity,
    @Param('id') id: string,
    @Body() { count, firstSerial, lastSerial, missing = [] }: ReceiveDto,
  ): Promise<ConsignmentDto> {
    const box = {
      count,
      ...(firstSerial === undefined ? {} : { first: cardIn(firstSerial, '/firstSerial') }),
      ...(lastSerial === undefined ? {} : { last: cardIn(lastSerial, '/lastSerial') }),
      missing: missing.map((serial, i) => cardIn(serial, `/missing/${i}`)),
    };
    return ConsignmentDto.of(await this.consignments.receive(id, box, staffId));
  }
}
