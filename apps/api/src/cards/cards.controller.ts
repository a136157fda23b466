import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CardHistoryService } from '#lib/cards';
import { Transactions, entityTx } from '#lib/database';
import { ApiProblems, ForStaff, IdempotencyKey, ROLES, Staff, type StaffIdentity, StepUp, answerOf } from '#lib/http';
import { BlockService, ConsignmentService } from '#lib/inventory';
import { HoldService } from '#lib/redemption';
import { attemptsOf } from '#lib/risk';
import type { FastifyReply } from 'fastify';
import { officeCall } from '../office/office-call.js';
import { scannedCard } from '../pos/scanned.js';
import {
  AskedUnblockDto,
  BlockCardsDto,
  BlockedCardsDto,
  CardDto,
  CardFoundDto,
  FindCardQuery,
  ReplaceCardDto,
  ReplacementDto,
  UnblockCardsDto,
} from './cards.dto.js';
import { cardIn, cardsBetween } from './serial-field.js';

const ATTEMPTS_SHOWN = 50;

@ApiTags('Office: cards')
@Controller('v1/office/cards')
export class CardsController {
  constructor(
    private readonly histories: CardHistoryService,
    private readonly transactions: Transactions,
    private readonly blocks: BlockService,
    private readonly consignments: ConsignmentService,
    private readonly holds: HoldService,
  ) {}

  @Get()
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'findCard', summary: 'The card that a serial or a scan names: where it is.' })
  @ApiOkResponse({ type: CardFoundDto })
  @ApiProblems('request.invalid', 'serial.check_digit', 'scan.gtin_only', 'card.not_found')
  async find(@Query() { code }: FindCardQuery): Promise<CardFoundDto> {
    return CardFoundDto.of(await this.consignments.whereIs(scannedCard(code).cardId));
  }

  @Get(':serial')
  @ForStaff('support', 'reviewer')
  @ApiOperation({ operationId: 'getCard', summary: 'One card’s whole history.' })
  @ApiOkResponse({ type: CardDto })
  @ApiProblems('request.invalid', 'serial.check_digit', 'card.not_found')
  async get(@Param('serial') serial: string): Promise<CardDto> {
    const id = cardIn(serial, '/serial');
    const history = await this.histories.of(id);
    const attempts = await attemptsOf(entityTx(this.transactions.dataSource.manager), id, ATTEMPTS_SHOWN);
    return CardDto.of(history, attempts);
  }

  @Post('block')
  @ForStaff('stock', 'support', 'reviewer')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'blockCards', summary: 'Lost, stolen, damaged: the cards of a range stop at once.' })
  @ApiOkResponse({ type: BlockedCardsDto })
  @ApiProblems('request.invalid', 'serial.check_digit', 'range.invalid', 'card.wrong_state')
  async block(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() { firstSerial, lastSerial, reason, note }: BlockCardsDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BlockedCardsDto> {
    const blocking = { ...cardsBetween(firstSerial, lastSerial), reason, ...(note === undefined ? {} : { note }) };
    return answerOf(reply, await this.blocks.block(blocking, officeCall(staffId, key)));
  }

  @Post('unblock')
  @ForStaff('stock', 'support', 'reviewer')
  @StepUp()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'unblockCards',
    summary: 'Ask that the blocked cards of a range go on where they were; another person decides.',
  })
  @ApiOkResponse({ type: AskedUnblockDto })
  @ApiProblems('request.invalid', 'serial.check_digit', 'range.invalid', 'card.wrong_state')
  async unblock(
    @Staff() { staffId }: StaffIdentity,
    @Body() { firstSerial, lastSerial, reason }: UnblockCardsDto,
  ): Promise<AskedUnblockDto> {
    const asked = await this.blocks.askUnblock(cardsBetween(firstSerial, lastSerial), reason, staffId);
    return { ...asked, state: 'waiting' };
  }

  @Post(':serial/replace')
  @ForStaff('support')
  @ApiOperation({
    operationId: 'replaceCard',
    summary: 'The PIN can’t be read: grant the sold card’s months straight to the device.',
  })
  @ApiCreatedResponse({ type: ReplacementDto })
  @ApiProblems(
    'request.invalid',
    'serial.check_digit',
    'card.not_found',
    'card.wrong_state',
    'device.not_found',
    'plan.mismatch',
  )
  @ApiProblems('subscription.too_far')
  async replace(
    @Staff() { staffId }: StaffIdentity,
    @Param('serial') serial: string,
    @Body() { receipt, device, reason }: ReplaceCardDto,
  ): Promise<ReplacementDto> {
    const cardId = cardIn(serial, '/serial');
    const done = await this.holds.replace({ cardId, receipt, deviceNumber: device, reason }, staffId);
    return { ...done, state: 'granted' };
  }
}
