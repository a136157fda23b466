import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Res, Sse } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { OfficeCalls } from '#lib/access';
import { BatchReader, BatchService, SealService } from '#lib/card-batch';
import type { Batch } from '#lib/cards';
import {
  ApiProblems,
  ForStaff,
  IdempotencyKey,
  PageQuery,
  ROLES,
  Staff,
  type StaffIdentity,
  answerOf,
  keyIn,
  pageOf,
} from '#lib/http';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { cardIn } from '../cards/serial-field.js';
import {
  BatchDetailDto,
  BatchDto,
  BatchPageDto,
  BatchParam,
  BatchProgressDto,
  CancelBatchDto,
  ReasonDto,
  RequestBatchDto,
  SpoilDto,
} from './batches.dto.js';
import { type ServerEvent, eventsOf } from './server-events.js';

const BATCH_KEY = /^\d{1,6}$/;

@ApiTags('Office: batches')
@Controller('v1/office/batches')
export class BatchesController {
  constructor(
    private readonly batches: BatchService,
    private readonly reader: BatchReader,
    private readonly seals: SealService,
    private readonly calls: OfficeCalls,
  ) {}

  @Post()
  @ForStaff('batch-manager')
  @ApiOperation({ operationId: 'requestBatch', summary: 'Ask for cards of a product. Another person approves.' })
  @ApiCreatedResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'product.not_found')
  async request(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() request: RequestBatchDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchDto> {
    const { productId, quantity } = request;
    const done = await this.calls.run({ staffId, key, operation: 'batch.request', request }, async (tx) =>
      BatchDto.of(await this.batches.request(tx, { productId: Number(productId), quantity, staffId })),
    );
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'listBatches', summary: 'Batches, the newest first.' })
  @ApiOkResponse({ type: BatchPageDto })
  @ApiProblems('request.invalid')
  async list(@Query() { limit, cursor }: PageQuery): Promise<BatchPageDto> {
    const before = keyIn(cursor, BATCH_KEY);
    const rows = await this.reader.list(limit + 1, before === undefined ? undefined : Number(before));
    return pageOf(
      rows,
      limit,
      ({ id }: Batch) => String(id),
      (batch) => BatchDto.of(batch),
    );
  }

  @Get(':id')
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'getBatch', summary: 'One batch, with how many of its cards are in each state.' })
  @ApiOkResponse({ type: BatchDetailDto })
  @ApiProblems('request.invalid', 'batch.not_found')
  async get(@Param() { id }: BatchParam): Promise<BatchDetailDto> {
    const batch = await this.reader.get(Number(id));
    return BatchDetailDto.ofDetail(batch, await this.reader.counts(batch), await this.reader.unfreezeAsked(batch));
  }

  @Sse(':id/progress')
  @ForStaff(...ROLES)
  @ApiOperation({
    operationId: 'watchBatch',
    summary: 'Where the mint is, as server-sent events; ends when it is over or waits for a person.',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: BatchProgressDto })
  @ApiProblems('request.invalid', 'batch.not_found')
  async progress(@Param() { id }: BatchParam): Promise<Observable<ServerEvent>> {
    const { id: batchId } = await this.reader.get(Number(id));
    return eventsOf(
      (signal) => this.reader.progress(batchId, signal),
      (progress) => BatchProgressDto.of(progress),
    );
  }

  @Post(':id/approve')
  @ForStaff('approver')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ operationId: 'approveBatch', summary: 'Agree to another person’s request: its cards are minted.' })
  @ApiAcceptedResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'approval.same_person', 'approval.expired')
  async approve(@Staff() { staffId }: StaffIdentity, @Param() { id }: BatchParam): Promise<BatchDto> {
    return BatchDto.of(await this.batches.approve(Number(id), staffId));
  }

  @Post(':id/reject')
  @ForStaff('approver')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'rejectBatch', summary: 'Refuse another person’s request.' })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'approval.same_person', 'approval.expired')
  async reject(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id }: BatchParam,
    @Body() { reason }: ReasonDto,
  ): Promise<BatchDto> {
    return BatchDto.of(await this.batches.reject(Number(id), staffId, reason));
  }

  @Post(':id/cancel')
  @ForStaff('batch-manager')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'cancelBatch', summary: 'Stop a request or a mint; cards made so far are spoiled.' })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'batch.sealed')
  async cancel(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id }: BatchParam,
    @Body() { reason }: CancelBatchDto,
  ): Promise<BatchDto> {
    return BatchDto.of(await this.batches.cancel(Number(id), staffId, reason ?? 'Cancelled.'));
  }

  @Post(':id/resume')
  @ForStaff('batch-manager')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ operationId: 'resumeBatch', summary: 'Go on with a mint that paused: only what is missing is made.' })
  @ApiAcceptedResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state')
  async resume(@Staff() { staffId }: StaffIdentity, @Param() { id }: BatchParam): Promise<BatchDto> {
    return BatchDto.of(await this.batches.resume(Number(id), staffId));
  }

  @Post(':id/seal')
  @ForStaff('batch-manager')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'sealBatch',
    summary: 'Destroy the batch’s key and sheets: from then on no one can recover a PIN from the system.',
  })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'batch.sealed', 'batch.nothing_printed')
  async seal(@Staff() { staffId }: StaffIdentity, @Param() { id }: BatchParam): Promise<BatchDto> {
    return BatchDto.of(await this.seals.seal(Number(id), staffId));
  }

  @Post(':id/release')
  @ForStaff('approver')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'releaseBatch', summary: 'Put a sealed batch on sale. Not by who requested it.' })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'batch.not_sealed', 'approval.same_person')
  async release(@Staff() { staffId }: StaffIdentity, @Param() { id }: BatchParam): Promise<BatchDto> {
    return BatchDto.of(await this.batches.release(Number(id), staffId));
  }

  @Post(':id/freeze')
  @ForStaff('reviewer', 'approver')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'freezeBatch',
    summary: 'Stop sales of the batch’s cards at once; redemptions are held.',
  })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state')
  async freeze(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id }: BatchParam,
    @Body() { reason }: ReasonDto,
  ): Promise<BatchDto> {
    return BatchDto.of(await this.batches.freeze(Number(id), staffId, reason));
  }

  @Post(':id/unfreeze')
  @ForStaff('reviewer', 'approver')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'unfreezeBatch',
    summary: 'Lift a freeze: the first person’s call asks and changes nothing, another person’s call lifts it.',
  })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'approval.same_person')
  async unfreeze(@Staff() { staffId }: StaffIdentity, @Param() { id }: BatchParam): Promise<BatchDto> {
    return BatchDto.of(await this.batches.unfreeze(Number(id), staffId));
  }

  @Post(':id/spoil')
  @ForStaff('batch-manager', 'stock')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'spoilCards', summary: 'Count a range of printed cards as ruined: all of it or none.' })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'serial.check_digit', 'batch.not_found', 'batch.wrong_state')
  @ApiProblems('card.wrong_state', 'range.invalid')
  async spoil(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id }: BatchParam,
    @Body() { firstSerial, lastSerial, reason }: SpoilDto,
  ): Promise<BatchDto> {
    const range = { firstCard: cardIn(firstSerial, '/firstSerial'), lastCard: cardIn(lastSerial, '/lastSerial') };
    return BatchDto.of(await this.batches.spoil(Number(id), staffId, { ...range, reason }));
  }

  @Post(':id/close')
  @ForStaff('batch-manager')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'closeBatch', summary: 'End a batch whose cards have all come to their end.' })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'card.wrong_state')
  async close(@Staff() { staffId }: StaffIdentity, @Param() { id }: BatchParam): Promise<BatchDto> {
    return BatchDto.of(await this.batches.close(Number(id), staffId));
  }
}
