import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { SandboxService } from '#lib/activation';
import { ApiProblems, ClientAddress, ForTerminals, Terminal, type TerminalIdentity } from '#lib/http';
import { cardIn } from '../cards/serial-field.js';
import { SandboxCustomer } from './sandbox-customer.js';
import {
  AgeSandboxSaleDto,
  AgedSandboxSaleDto,
  PlayedSandboxCardDto,
  RedeemSandboxCardDto,
  RedeemedSandboxCardDto,
  SandboxCardDto,
  TakeSandboxCardDto,
} from './sandbox.dto.js';

/** For the tills of a sandbox retailer alone: every outcome on purpose, on real cards of its own. */
@ApiTags('Sandbox')
@Controller('v1/pos/sandbox')
export class SandboxController {
  constructor(
    private readonly sandbox: SandboxService,
    private readonly customer: SandboxCustomer,
  ) {}

  @Post('cards')
  @ForTerminals()
  @ApiOperation({
    operationId: 'takeSandboxCard',
    summary: 'A card of which that outcome comes, for this till’s store.',
  })
  @ApiCreatedResponse({ type: SandboxCardDto })
  @ApiProblems('request.invalid', 'sandbox.only', 'rate.limited')
  async take(@Terminal() till: TerminalIdentity, @Body() { outcome }: TakeSandboxCardDto): Promise<SandboxCardDto> {
    return SandboxCardDto.of(await this.sandbox.take(till, outcome), outcome);
  }

  @Get('cards/:serial')
  @ForTerminals()
  @ApiOperation({ operationId: 'showSandboxCard', summary: 'What became of a card, and what someone must explain.' })
  @ApiParam({ name: 'serial', example: '9700012300045613' })
  @ApiOkResponse({ type: PlayedSandboxCardDto })
  @ApiProblems('request.invalid', 'serial.check_digit', 'sandbox.only', 'card.not_found')
  async show(@Terminal() till: TerminalIdentity, @Param('serial') serial: string): Promise<PlayedSandboxCardDto> {
    const cardId = cardIn(serial, '/serial');
    return PlayedSandboxCardDto.of(cardId, await this.sandbox.played(till, cardId));
  }

  @Post('redeem')
  @ForTerminals()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'redeemSandboxCard',
    summary: 'Play the customer: the card’s PIN is used, on a device of the sandbox’s own.',
  })
  @ApiOkResponse({ type: RedeemedSandboxCardDto })
  @ApiProblems('request.invalid', 'serial.check_digit', 'sandbox.only', 'card.not_found', 'card.not_sold')
  @ApiProblems('card.redeemed', 'card.voided', 'card.blocked', 'card.expired', 'busy')
  async redeem(
    @Terminal() till: TerminalIdentity,
    @Body() { serial }: RedeemSandboxCardDto,
    @ClientAddress() source: string,
  ): Promise<RedeemedSandboxCardDto> {
    return this.customer.redeem(till, cardIn(serial, '/serial'), source);
  }

  @Post('age')
  @ForTerminals()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'ageSandboxSale', summary: 'Let time pass for one sale of this till.' })
  @ApiOkResponse({ type: AgedSandboxSaleDto })
  @ApiProblems('request.invalid', 'sandbox.only', 'activation.not_found')
  async age(
    @Terminal() till: TerminalIdentity,
    @Body() { key, minutes }: AgeSandboxSaleDto,
  ): Promise<AgedSandboxSaleDto> {
    await this.sandbox.age(till, key, minutes);
    return { key, minutes };
  }
}
