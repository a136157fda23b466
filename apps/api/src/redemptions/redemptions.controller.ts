import { Body, Controller, HttpCode, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, ClientAddress, ForAnyone, IdempotencyKey, answerOf, invalidFields } from '#lib/http';
import { type PinRequest, RedemptionService } from '#lib/redemption';
import type { FastifyReply } from 'fastify';
import { cardIn } from '../cards/serial-field.js';
import { PreviewDto, RedeemDto, RedemptionDto } from './redemptions.dto.js';

@ApiTags('Customer')
@Controller('v1/redemptions')
export class RedemptionsController {
  constructor(private readonly redemptions: RedemptionService) {}

  @Post('preview')
  @ForAnyone()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'previewRedemption',
    summary: 'What a card would do to a device. Uses nothing up, but counts as a try.',
  })
  @ApiOkResponse({ type: PreviewDto })
  @ApiProblems(
    'request.invalid',
    'pin.check_digit',
    'serial.check_digit',
    'pin.not_usable',
    'device.not_found',
    'plan.mismatch',
  )
  @ApiProblems('subscription.too_far', 'busy')
  async preview(@Body() body: RedeemDto, @ClientAddress() source: string): Promise<PreviewDto> {
    const { card, before, extension } = await this.redemptions.preview(requestOf(body, source));
    const { days, paidThrough } = extension;
    return {
      productId: String(card.productId),
      months: card.months,
      days,
      paidThroughBefore: before,
      paidThroughAfter: paidThrough,
    };
  }

  @Post()
  @ForAnyone()
  @ApiOperation({
    operationId: 'redeemCard',
    summary: 'Add a card’s months to a device. Whoever repeats it gets the same answer.',
  })
  @ApiCreatedResponse({ type: RedemptionDto })
  @ApiProblems(
    'request.invalid',
    'pin.check_digit',
    'serial.check_digit',
    'pin.not_usable',
    'device.not_found',
    'plan.mismatch',
  )
  @ApiProblems(
    'subscription.too_far',
    'card.not_sold',
    'card.redeemed',
    'card.voided',
    'card.expired',
    'card.blocked',
    'card.held',
    'busy',
  )
  async redeem(
    @Body() body: RedeemDto,
    @ClientAddress() source: string,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RedemptionDto> {
    const { redemption, replayed } = await this.redemptions.redeem({
      ...requestOf(body, source),
      ...(key === undefined ? {} : { key }),
    });
    const { id, state, paidThrough, receipt, answerBy } = answerOf(reply, { answer: redemption, replayed });
    return { id, state, paidThrough, receipt, ...(answerBy === null ? {} : { answerBy: answerBy.toISOString() }) };
  }
}

function requestOf({ pin, serial, device }: RedeemDto, source: string): PinRequest {
  const deviceNumber = device.replace(/\D/g, '');
  if (deviceNumber.length < 6 || deviceNumber.length > 15) {
    throw invalidFields([{ pointer: '/device', detail: 'device must have 6 to 15 digits', code: 'device' }]);
  }
  return {
    pin,
    deviceNumber,
    channel: 'api',
    source,
    ...(serial === undefined ? {} : { serialCard: cardIn(serial, '/serial') }),
  };
}
