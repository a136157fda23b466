import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ActivationService } from '#lib/activation';
import { ApiProblems, ForTerminals, IdempotencyKey, Terminal, type TerminalIdentity, answerOf } from '#lib/http';
import type { FastifyReply } from 'fastify';
import { keyIn } from './key-in.js';
import { ActivationDto, CheckCardDto, CheckedCardDto, KeyStatusDto, SellCardDto, VoidSaleDto } from './pos.dto.js';
import { SandboxFaults } from './sandbox-faults.js';
import { scannedCard } from './scanned.js';

const KEY_PARAM = { name: 'key', description: 'The Idempotency-Key of the sale.', example: '0001-20261124-000017' };

@ApiTags('Till')
@Controller('v1/pos')
export class PosController {
  constructor(
    private readonly activations: ActivationService,
    private readonly faults: SandboxFaults,
  ) {}

  @Post('cards/check')
  @ForTerminals()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'checkCard',
    summary: 'May this card be sold here, and for how much? Ask before taking the cash.',
  })
  @ApiOkResponse({ type: CheckedCardDto })
  @ApiProblems('request.invalid', 'serial.check_digit', 'scan.gtin_only', 'scan.gtin_differs', 'card.not_found')
  async check(@Terminal() terminal: TerminalIdentity, @Body() { code }: CheckCardDto): Promise<CheckedCardDto> {
    const { cardId, gtin } = scannedCard(code);
    return CheckedCardDto.of(await this.activations.check(terminal, cardId, gtin));
  }

  @Post('activations')
  @ForTerminals()
  @ApiOperation({
    operationId: 'sellCard',
    summary: 'Sell a card for cash. Safe to repeat with the same Idempotency-Key.',
  })
  @ApiCreatedResponse({ type: ActivationDto })
  @ApiProblems('request.invalid', 'serial.check_digit', 'scan.gtin_only', 'scan.gtin_differs', 'card.not_found')
  @ApiProblems(
    'card.already_active',
    'card.not_received',
    'card.blocked',
    'card.expired',
    'card.exposed',
    'card.redeemed',
    'card.voided',
  )
  @ApiProblems(
    'batch.not_released',
    'activation.reversed',
    'activation.voided',
    'price.mismatch',
    'shift.not_open',
    'clerk.suspended',
    'till.locked',
    'till.receipt_limit',
    'supervisor.code_wrong',
    'retailer.limit',
    'busy',
  )
  async sell(
    @Terminal() till: TerminalIdentity,
    @IdempotencyKey() key: string,
    @Body() { code, amountMinor, currency, receipt, clerk, soldAt, supervisorCode }: SellCardDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActivationDto> {
    const card = scannedCard(code);
    if (till.sandbox) await this.faults.provoke(till, [card.cardId], reply);
    const sold = await this.activations.sell({
      till,
      key,
      ...card,
      amountMinor: BigInt(amountMinor),
      currency,
      ...(receipt === undefined ? {} : { receipt }),
      ...(clerk === undefined ? {} : { clerk }),
      ...(soldAt === undefined ? {} : { soldAt: new Date(soldAt) }),
      ...(supervisorCode === undefined ? {} : { supervisorCode }),
    });
    return ActivationDto.of(answerOf(reply, sold), 'active');
  }

  @Get('activations/:key')
  @ForTerminals()
  @ApiOperation({ operationId: 'saleStatus', summary: 'What became of a sale whose answer was lost.' })
  @ApiParam(KEY_PARAM)
  @ApiOkResponse({ type: KeyStatusDto })
  async status(@Terminal() till: TerminalIdentity, @Param('key') key: string): Promise<KeyStatusDto> {
    return KeyStatusDto.of(key, await this.activations.status(till, keyIn(key)));
  }

  @Post('activations/:key/reversal')
  @ForTerminals()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'reverseSale',
    summary: 'The sale did not happen. Also before the sale itself is seen; safe to repeat.',
  })
  @ApiParam(KEY_PARAM)
  @ApiOkResponse({ type: KeyStatusDto })
  @ApiProblems('card.redeemed', 'card.blocked', 'card.expired', 'activation.voided', 'busy')
  async reverse(
    @Terminal() till: TerminalIdentity,
    @Param('key') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<KeyStatusDto> {
    return KeyStatusDto.ofRecord(answerOf(reply, await this.activations.reverse(till, keyIn(key))));
  }

  @Post('activations/:key/void')
  @ForTerminals()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'voidSale',
    summary: 'The customer brings the card back, its panel untouched. Ends the card.',
  })
  @ApiParam(KEY_PARAM)
  @ApiOkResponse({ type: ActivationDto })
  @ApiProblems(
    'request.invalid',
    'activation.not_found',
    'activation.reversed',
    'card.redeemed',
    'card.blocked',
    'card.expired',
  )
  @ApiProblems('void.window_over', 'void.supervisor_required', 'void.pin_tried', 'supervisor.code_wrong', 'busy')
  async void(
    @Terminal() till: TerminalIdentity,
    @Param('key') key: string,
    @Body() { reason, supervisorCode }: VoidSaleDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActivationDto> {
    return ActivationDto.of(answerOf(reply, await this.activations.void(till, keyIn(key), reason, supervisorCode)));
  }
}
