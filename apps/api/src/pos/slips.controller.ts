import { Body, Controller, Get, Header, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { SlipService, slipPdf } from '#lib/activation';
import { ApiProblems, ForTerminals, Terminal, type TerminalIdentity } from '#lib/http';
import { keyIn } from './key-in.js';
import { PrintSlipDto, SlipCopyQuery, SlipDto } from './slips.dto.js';

const KEY_PARAM = { name: 'key', description: 'The Idempotency-Key of the sale.', example: '0001-20261124-000017' };

@ApiTags('Till')
@Controller('v1/pos/activations/:key')
export class SlipsController {
  constructor(private readonly slips: SlipService) {}

  @Post('slips')
  @ForTerminals()
  @ApiOperation({
    operationId: 'printSlip',
    summary: 'The slip to be printed now: counts the copy; from the second on it is a duplicate.',
  })
  @ApiParam(KEY_PARAM)
  @ApiCreatedResponse({ type: SlipDto })
  @ApiProblems('request.invalid', 'activation.not_found')
  print(
    @Terminal() till: TerminalIdentity,
    @Param('key') key: string,
    @Body() { tenderedMinor }: PrintSlipDto,
  ): Promise<SlipDto> {
    return this.slips.print(till, keyIn(key), tenderedMinor === undefined ? undefined : BigInt(tenderedMinor));
  }

  @Get('slip')
  @ForTerminals()
  @ApiOperation({ operationId: 'showSlip', summary: 'The slip as it was printed last; counts nothing.' })
  @ApiParam(KEY_PARAM)
  @ApiOkResponse({ type: SlipDto })
  @ApiProblems('request.invalid', 'activation.not_found')
  show(
    @Terminal() till: TerminalIdentity,
    @Param('key') key: string,
    @Query() { copy }: SlipCopyQuery,
  ): Promise<SlipDto> {
    return this.slips.show(till, keyIn(key), copy);
  }

  @Get('slip.pdf')
  @ForTerminals()
  @Header('content-disposition', 'inline; filename="slip.pdf"')
  @ApiOperation({ operationId: 'slipPdf', summary: 'The same on an 80 mm roll.' })
  @ApiParam(KEY_PARAM)
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiProblems('request.invalid', 'activation.not_found')
  async pdf(
    @Terminal() till: TerminalIdentity,
    @Param('key') key: string,
    @Query() { copy }: SlipCopyQuery,
  ): Promise<StreamableFile> {
    return new StreamableFile(await slipPdf(await this.slips.show(till, keyIn(key), copy)), {
      type: 'application/pdf',
    });
  }
}
