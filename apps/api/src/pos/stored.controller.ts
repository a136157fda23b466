import { Body, Controller, HttpCode, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActivationService } from '#lib/activation';
import { ApiProblems, BodyLimit, ForTerminals, Terminal, type TerminalIdentity } from '#lib/http';
import type { FastifyReply } from 'fastify';
import { SandboxFaults } from './sandbox-faults.js';
import { type ReadLine, readLine } from './stored-line.js';
import { StoredAnswerDto, StoredAnswersDto, StoredBatchDto, StoredLineDto } from './stored.dto.js';

/** Five hundred lines. */
const BODY_BYTES_MAX = 1024 * 1024;

@ApiTags('Till')
@Controller('v1/pos/activations/batch')
export class StoredController {
  constructor(
    private readonly activations: ActivationService,
    private readonly faults: SandboxFaults,
  ) {}

  @Post()
  @ForTerminals()
  @BodyLimit(BODY_BYTES_MAX)
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'sendStoredSales',
    summary: 'Sales made while nobody answered: an answer for each. Send them again until each has one.',
    description:
      'A stored sale is never refused for the state of its card: the cash is in the drawer. What is not right about it is listed in `exceptions`.',
  })
  @ApiExtraModels(StoredLineDto)
  @ApiBody({ type: StoredBatchDto })
  @ApiOkResponse({ type: StoredAnswersDto })
  @ApiProblems('request.invalid', 'request.too_large')
  async send(
    @Terminal() till: TerminalIdentity,
    @Body() { lines }: StoredBatchDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StoredAnswersDto> {
    const read = lines.map(readLine);
    const sales = read.flatMap((line) => ('sale' in line ? [{ till, ...line.sale }] : []));
    if (till.sandbox)
      await this.faults.provoke(
        till,
        sales.map(({ cardId }) => cardId),
        reply,
      );
    const answers = await this.activations.sellStored(sales);
    await this.activations.explainUnreadable(till, read.flatMap(unreadable));
    let next = 0;
    return {
      lines: read.map((line) =>
        'sale' in line ? StoredAnswerDto.of(answers[next++]!) : StoredAnswerDto.refused(line.key, line.problem),
      ),
    };
  }
}

function unreadable(line: ReadLine): { key: string; code: string; amountMinor?: number }[] {
  return 'sale' in line ? [] : [{ key: line.key, ...line.claim }];
}
