import { createHash } from 'node:crypto';
import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ExpectedCards, ShiftService } from '#lib/activation';
import { ApiProblems, ForTerminals, IdempotencyKey, Terminal, type TerminalIdentity, answerOf } from '#lib/http';
import { StockService } from '#lib/inventory';
import type { FastifyReply } from 'fastify';
import {
  CloseShiftDto,
  CurrentShiftDto,
  DrawerMoveDto,
  MoveCashDto,
  OpenShiftDto,
  OpenShiftRequestDto,
  ShiftParam,
  ShiftReportDto,
} from './shifts.dto.js';

const PRODUCTS_MAX = 200;

@ApiTags('Till: shifts')
@Controller('v1/pos/shifts')
export class ShiftsController {
  constructor(
    private readonly shifts: ShiftService,
    private readonly stock: StockService,
  ) {}

  @Post()
  @ForTerminals()
  @ApiOperation({
    operationId: 'openShift',
    summary: 'A clerk opens the drawer with its float. The same clerk again gets the open one.',
  })
  @ApiCreatedResponse({ type: OpenShiftDto })
  @ApiProblems('request.invalid', 'clerk.not_found', 'clerk.code_wrong', 'clerk.suspended', 'shift.open_elsewhere')
  @ApiProblems('supervisor.code_wrong', 'rate.limited')
  async open(
    @Terminal() till: TerminalIdentity,
    @Body() { clerk, code, floatMinor, supervisorCode }: OpenShiftRequestDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OpenShiftDto> {
    const { shift, replayed } = await this.shifts.open(till, {
      clerk,
      floatMinor: BigInt(floatMinor),
      ...(code === undefined ? {} : { code }),
      ...(supervisorCode === undefined ? {} : { supervisorCode }),
    });
    return OpenShiftDto.of(answerOf(reply, { answer: shift, replayed }));
  }

  @Get('current')
  @ForTerminals()
  @ApiOperation({ operationId: 'currentShift', summary: 'The till’s open shift, and what it has sold.' })
  @ApiOkResponse({ type: CurrentShiftDto })
  async current(@Terminal() till: TerminalIdentity): Promise<CurrentShiftDto> {
    const { shift, salesCount, salesMinor } = await this.shifts.current(till);
    return { shift: shift === null ? null : OpenShiftDto.of(shift), salesCount, salesMinor: Number(salesMinor) };
  }

  @Post('current/moves')
  @ForTerminals()
  @ApiOperation({
    operationId: 'moveCash',
    summary: 'Cash into or out of the drawer beside sales. Safe to repeat with the same Idempotency-Key.',
  })
  @ApiCreatedResponse({ type: DrawerMoveDto })
  @ApiProblems('request.invalid', 'shift.not_open')
  async move(
    @Terminal() till: TerminalIdentity,
    @IdempotencyKey() key: string,
    @Body() { kind, amountMinor, reason }: MoveCashDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DrawerMoveDto> {
    const id = idOf(till.terminalId, key);
    const { move, replayed } = await this.shifts.move(till, { id, kind, amountMinor: BigInt(amountMinor), reason });
    return DrawerMoveDto.of(answerOf(reply, { answer: move, replayed }));
  }

  @Get('current/x')
  @ForTerminals()
  @ApiOperation({
    operationId: 'xReport',
    summary: 'The open drawer as it stands; what is expected in it is not told.',
  })
  @ApiOkResponse({ type: ShiftReportDto })
  @ApiProblems('shift.not_open')
  async x(@Terminal() till: TerminalIdentity): Promise<ShiftReportDto> {
    return this.shifts.x(till);
  }

  @Post('current/close')
  @ForTerminals()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'closeShift',
    summary:
      'The blind count: closes the drawer and answers its Z report. Name the shift, and a repeat gets the same report.',
  })
  @ApiOkResponse({ type: ShiftReportDto })
  @ApiProblems('request.invalid', 'shift.not_open', 'shift.not_found', 'shift.count_differs', 'product.not_found')
  @ApiProblems('supervisor.code_wrong', 'rate.limited')
  async close(@Terminal() till: TerminalIdentity, @Body() request: CloseShiftDto): Promise<ShiftReportDto> {
    return this.shifts.close(till, request, this.expectedIn(till.storeId));
  }

  @Get(':id/z')
  @ForTerminals()
  @ApiOperation({ operationId: 'zReport', summary: 'The report of a closed shift, as it was printed.' })
  @ApiOkResponse({ type: ShiftReportDto })
  @ApiProblems('request.invalid', 'shift.not_found')
  async z(@Terminal() till: TerminalIdentity, @Param() { id }: ShiftParam): Promise<ShiftReportDto> {
    return this.shifts.z(till, id);
  }

  private expectedIn(storeId: number): ExpectedCards {
    return async (productIds) => {
      const lines = await this.stock.list({ storeId }, PRODUCTS_MAX);
      const wanted = new Set(productIds);
      return new Map(lines.flatMap(({ productId, inStore }) => (wanted.has(productId) ? [[productId, inStore]] : [])));
    };
  }
}

/** A UUIDv8 (RFC 9562) of terminal and key: the same call is the same row. */
function idOf(terminalId: number, key: string): string {
  const hex = createHash('sha256').update(`drawer move ${terminalId} ${key}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
