import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, ForStaff, IdempotencyKey, Staff, type StaffIdentity, answerOf, keyIn, pageOf } from '#lib/http';
import { ConsignmentService, type ConsignmentView } from '#lib/inventory';
import type { FastifyReply } from 'fastify';
import { cardsBetween } from '../cards/serial-field.js';
import { ID_KEY } from '../office/list-slice.js';
import { officeCall } from '../office/office-call.js';
import { scannedCard } from '../pos/scanned.js';
import { ConsignmentDto, ConsignmentPageDto, ConsignmentQuery, ReceiveDto, ShipDto } from './consignments.dto.js';
import { countedBox } from './counted-box.js';

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
    'certificate.missing',
  )
  @ApiProblems('batch.wrong_state', 'range.invalid', 'range.overlap')
  async ship(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() { storeId, firstSerial, lastSerial }: ShipDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConsignmentDto> {
    const shipment = { storeId: Number(storeId), ...cardsBetween(firstSerial, lastSerial) };
    const { consignmentId, replayed } = await this.consignments.ship(shipment, officeCall(staffId, key));
    const id = answerOf(reply, { answer: consignmentId, replayed });
    return ConsignmentDto.of(await this.consignments.get(id));
  }

  @Get()
  @ForStaff('batch-manager', 'stock', 'approver', 'finance', 'support')
  @ApiOperation({
    operationId: 'listConsignments',
    summary: 'Consignments, the newest first: all, a store’s, or those that hold a scanned card.',
  })
  @ApiOkResponse({ type: ConsignmentPageDto })
  @ApiProblems('request.invalid', 'serial.check_digit', 'scan.gtin_only')
  async list(@Query() { limit, cursor, storeId, state, serial }: ConsignmentQuery): Promise<ConsignmentPageDto> {
    const filter = {
      ...(storeId === undefined ? {} : { storeId: Number(storeId) }),
      ...(state === undefined ? {} : { state }),
      ...(serial === undefined ? {} : { card: scannedCard(serial, '/serial').cardId }),
    };
    const rows = await this.consignments.list(filter, limit + 1, keyIn(cursor, ID_KEY));
    return pageOf(
      rows,
      limit,
      ({ id }: ConsignmentView) => id,
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
      'Count a box at its store, or scan its first and last card. A difference moves only the cards named; the rest stays shipped, with an exception.',
  })
  @ApiOkResponse({ type: ConsignmentDto })
  @ApiProblems(
    'request.invalid',
    'serial.check_digit',
    'scan.gtin_only',
    'consignment.not_found',
    'consignment.wrong_state',
    'count.differs',
    'range.invalid',
  )
  @ApiProblems('card.wrong_state')
  async receive(
    @Staff() { staffId }: StaffIdentity,
    @Param('id') id: string,
    @Body() body: ReceiveDto,
  ): Promise<ConsignmentDto> {
    await this.consignments.receive(id, countedBox(body), staffId);
    return ConsignmentDto.of(await this.consignments.get(id));
  }
}
