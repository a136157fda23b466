import { Body, Controller, Get, Header, HttpCode, HttpStatus, Param, Post, Res, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { OfficeCalls } from '#lib/access';
import { BatchReader } from '#lib/card-batch';
import { SheetService } from '#lib/card-stock';
import { ApiProblems, ForStaff, IdempotencyKey, Staff, type StaffIdentity, StepUp, answerOf } from '#lib/http';
import { OutboxWake } from '#lib/queue';
import type { FastifyReply } from 'fastify';
import { cardIn } from '../cards/serial-field.js';
import { BatchParam } from './batches.dto.js';
import { RequestSheetDto, SheetDto, SheetListDto, SheetParam, SheetsAskedDto } from './sheets.dto.js';

@ApiTags('Office: sheets')
@Controller('v1/office/batches/:id/sheets')
export class SheetsController {
  constructor(
    private readonly sheets: SheetService,
    private readonly batches: BatchReader,
    private readonly calls: OfficeCalls,
    private readonly wake: OutboxWake,
  ) {}

  @Post()
  @ForStaff('batch-manager')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'requestSheet',
    summary: 'Make PDFs of printable cards: of a minted batch, until its seal, at most 100,000 cards a file.',
  })
  @ApiAcceptedResponse({ type: SheetsAskedDto })
  @ApiProblems('request.invalid', 'serial.check_digit', 'batch.not_found', 'batch.sealed', 'batch.wrong_state')
  @ApiProblems('range.invalid', 'batch.at_print_house', 'proof.not_approved', 'proof.differs', 'busy')
  async request(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Param() { id }: BatchParam,
    @Body() request: RequestSheetDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetsAskedDto> {
    const { firstSerial, lastSerial } = request;
    const wanted = {
      batchId: Number(id),
      staffId,
      ...(firstSerial === undefined ? {} : { firstCard: cardIn(firstSerial, '/firstSerial') }),
      ...(lastSerial === undefined ? {} : { lastCard: cardIn(lastSerial, '/lastSerial') }),
    };
    const call = { staffId, key, operation: 'sheet.request', request: { batch: Number(id), asked: request } };
    await this.sheets.requireSameProof(wanted.batchId);
    const done = await this.calls.run(call, async (tx) => SheetsAskedDto.ofAll(await this.sheets.request(tx, wanted)));
    this.wake.now();
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff('batch-manager', 'approver')
  @ApiOperation({ operationId: 'listSheets', summary: 'The sheets of a batch, oldest first.' })
  @ApiOkResponse({ type: SheetListDto })
  @ApiProblems('request.invalid', 'batch.not_found')
  async list(@Param() { id }: BatchParam): Promise<SheetListDto> {
    const batch = await this.batches.get(Number(id));
    return { items: (await this.sheets.ofBatch(batch.id)).map((sheet) => SheetDto.of(sheet)), next: null };
  }

  @Get(':sheetId.pdf')
  @ForStaff('batch-manager')
  @StepUp()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'downloadSheet',
    summary: 'The PDF: it holds live PINs. Every download is written down.',
  })
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiProblems('request.invalid', 'sheet.not_found', 'sheet.not_ready', 'batch.sealed', 'batch.wrong_state')
  async download(@Staff() { staffId }: StaffIdentity, @Param() { id, sheetId }: SheetParam): Promise<StreamableFile> {
    const { stream, bytes, name } = await this.sheets.openPdf(Number(id), sheetId, staffId);
    return new StreamableFile(stream, {
      type: 'application/pdf',
      disposition: `attachment; filename="${name}"`,
      length: bytes,
    });
  }

  @Get(':sheetId')
  @ForStaff('batch-manager', 'approver')
  @ApiOperation({ operationId: 'getSheet', summary: 'One sheet and how far it is.' })
  @ApiOkResponse({ type: SheetDto })
  @ApiProblems('request.invalid', 'sheet.not_found')
  async get(@Param() { id, sheetId }: SheetParam): Promise<SheetDto> {
    return SheetDto.of(await this.sheets.get(Number(id), sheetId));
  }
}
