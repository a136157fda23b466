import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CardHistoryService } from '#lib/cards';
import { Transactions, entityTx } from '#lib/database';
import { ApiProblems, ForStaff, Staff, type StaffIdentity } from '#lib/http';
import { BlockService } from '#lib/inventory';
import { HoldService } from '#lib/redemption';
import { attemptsOf } from '#lib/risk';
import { BlockCardsDto, BlockedCardsDto, CardDto, ReplaceCardDto, ReplacementDto } from './cards.dto.js';
import { cardIn } from './serial-field.js';

const ATTEMPTS_SHOWN = 50;

@ApiTags('Office: cards')
@Controller('v1/office/cards')
export class CardsController {
  constructor(
    private readonly histories: CardHistoryService,
    private readonly transactions: Transactions,
    private readonly blocks: BlockService,
    private readonly holds: HoldService,
  ) {}

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
  @ForStaff('stock', 'reviewer')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'blockCards', summary: 'Lost, stolen, damaged: the cards of a range stop at once.' })
  @ApiOkResponse({ type: BlockedCardsDto })
  @ApiProblems('request.invalid', 'serial.check_digit', 'range.invalid', 'card.wrong_state')
  async block(
    @Staff() { staffId }: StaffIdentity,
    @Body() { firstSerial, lastSerial, reason }: BlockCardsDto,
  ): Promise<BlockedCardsDto> {
    const range = { firstCard: cardIn(firstSerial, '/firstSerial'), lastCard: cardIn(lastSerial, '/lastSerial') };
    return { cards: await this.blocks.block(range, reason, staffId) };
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
