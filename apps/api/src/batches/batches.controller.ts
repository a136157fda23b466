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
  ROLES,
  Staff,
  type StaffIdentity,
  StepUp,
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
  BatchEquationDto,
  BatchPageDto,
  BatchParam,
  BatchProgressDto,
  BatchQuery,
  BatchTimelineDto,
  CancelBatchDto,
  ReasonDto,
  RequestBatchDto,
  SealManifestDto,
  SpoilDto,
  TimelineItemDto,
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
  @ApiProblems('request.invalid', 'product.not_found', 'template.not_found', 'template.retired')
  @ApiProblems('house_key.not_found', 'house_key.not_confirmed', 'house_key.wrong_state')
  async request(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() request: RequestBatchDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchDto> {
    const { productId, quantity, templateId, houseKeyId } = request;
    const wanted = {
      productId: Number(productId),
      quantity,
      staffId,
      ...(templateId === undefined ? {} : { templateId: Number(templateId) }),
      ...(houseKeyId === undefined ? {} : { houseKeyId: Number(houseKeyId) }),
    };
    const done = await this.calls.run({ staffId, key, operation: 'batch.request', request }, async (tx) =>
      BatchDto.of(await this.reader.overview(await this.batches.request(tx, wanted), tx)),
    );
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'listBatches', summary: 'Batches, the newest first.' })
  @ApiOkResponse({ type: BatchPageDto })
  @ApiProblems('request.invalid')
  async list(@Query() { limit, cursor, state, productId }: BatchQuery): Promise<BatchPageDto> {
    const before = keyIn(cursor, BATCH_KEY);
    const rows = await this.reader.list(limit + 1, before === undefined ? undefined : Number(before), {
      ...(state === undefined ? {} : { state }),
      ...(productId === undefined ? {} : { productId: Number(productId) }),
    });
    return pageOf(
      rows,
      limit,
      ({ batch }) => String(batch.id),
      (overview) => BatchDto.of(overview),
    );
  }

  @Get(':id')
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'getBatch', summary: 'One batch, with how many of its cards are in each state.' })
  @ApiOkResponse({ type: BatchDetailDto })
  @ApiProblems('request.invalid', 'batch.not_found')
  async get(@Param() { id }: BatchParam): Promise<BatchDetailDto> {
    return BatchDetailDto.ofDetail(await this.reader.detail(Number(id)));
  }

  @Get(':id/timeline')
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'getBatchTimeline', summary: 'What happened to the batch: deeds and shipments.' })
  @ApiOkResponse({ type: BatchTimelineDto })
  @ApiProblems('request.invalid', 'batch.not_found')
  async timeline(@Param() { id }: BatchParam): Promise<BatchTimelineDto> {
    return { items: (await this.reader.timeline(Number(id))).map((item) => TimelineItemDto.of(item)) };
  }

  @Get(':id/equation')
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'getBatchEquation', summary: 'Where every card of the batch is: it must add up.' })
  @ApiOkResponse({ type: BatchEquationDto })
  @ApiProblems('request.invalid', 'batch.not_found')
  async equation(@Param() { id }: BatchParam): Promise<BatchEquationDto> {
    return this.reader.equation(Number(id));
  }

  @Get(':id/manifest')
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'getSealManifest', summary: 'What was signed when the batch was sealed.' })
  @ApiOkResponse({ type: SealManifestDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.not_sealed', 'batch.wrong_state')
  async manifest(@Param() { id }: BatchParam): Promise<SealManifestDto> {
    return SealManifestDto.of(await this.seals.manifest(Number(id)));
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

  @Post(':id/ask')
  @ForStaff('batch-manager')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'askForBatch',
    summary: 'Ask again for a request that nobody answered within 24 hours. One that still waits stays as it is.',
  })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'approval.decided', 'template.retired')
  @ApiProblems('house_key.not_confirmed', 'house_key.wrong_state')
  async ask(@Staff() { staffId }: StaffIdentity, @Param() { id }: BatchParam): Promise<BatchDto> {
    return this.shown(await this.batches.ask(Number(id), staffId));
  }

  @Post(':id/approve')
  @ForStaff('approver')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ operationId: 'approveBatch', summary: 'Agree to another person’s request: its cards are minted.' })
  @ApiAcceptedResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'approval.same_person', 'approval.expired')
  @ApiProblems('approval.decided', 'template.retired', 'house_key.not_confirmed', 'house_key.wrong_state')
  async approve(@Staff() { staffId }: StaffIdentity, @Param() { id }: BatchParam): Promise<BatchDto> {
    return this.shown(await this.batches.approve(Number(id), staffId));
  }

  @Post(':id/reject')
  @ForStaff('approver')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'rejectBatch', summary: 'Refuse another person’s request.' })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'approval.same_person', 'approval.expired')
  @ApiProblems('approval.decided')
  async reject(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id }: BatchParam,
    @Body() { reason }: ReasonDto,
  ): Promise<BatchDto> {
    return this.shown(await this.batches.reject(Number(id), staffId, reason));
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
    return this.shown(await this.batches.cancel(Number(id), staffId, reason ?? 'Cancelled.'));
  }

  @Post(':id/resume')
  @ForStaff('batch-manager')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ operationId: 'resumeBatch', summary: 'Go on with a mint that paused: only what is missing is made.' })
  @ApiAcceptedResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state')
  async resume(@Staff() { staffId }: StaffIdentity, @Param() { id }: BatchParam): Promise<BatchDto> {
    return this.shown(await this.batches.resume(Number(id), staffId));
  }

  @Post(':id/seal')
  @ForStaff('batch-manager')
  @StepUp()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'sealBatch',
    summary: 'Destroy the batch’s key and sheets: from then on no one can recover a PIN from the system.',
  })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'batch.sealed', 'batch.nothing_printed')
  async seal(@Staff() { staffId }: StaffIdentity, @Param() { id }: BatchParam): Promise<BatchDto> {
    return this.shown(await this.seals.seal(Number(id), staffId));
  }

  @Post(':id/release')
  @ForStaff('approver')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'releaseBatch',
    summary:
      'Put a sealed batch on sale. Not by who requested it, nor by who approved it where the policy says three people.',
  })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'batch.not_sealed', 'approval.same_person')
  async release(@Staff() { staffId }: StaffIdentity, @Param() { id }: BatchParam): Promise<BatchDto> {
    return this.shown(await this.batches.release(Number(id), staffId));
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
    return this.shown(await this.batches.freeze(Number(id), staffId, reason));
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
    return this.shown(await this.batches.unfreeze(Number(id), staffId));
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
    return this.shown(await this.batches.spoil(Number(id), staffId, { ...range, reason }));
  }

  @Post(':id/close')
  @ForStaff('batch-manager')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'closeBatch', summary: 'End a batch whose cards have all come to their end.' })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.wrong_state', 'batch.cards_open')
  async close(@Staff() { staffId }: StaffIdentity, @Param() { id }: BatchParam): Promise<BatchDto> {
    return this.shown(await this.batches.close(Number(id), staffId));
  }

  private async shown(batch: Batch): Promise<BatchDto> {
    return BatchDto.of(await this.reader.overview(batch));
  }
}
