import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ActivationService } from '#lib/activation';
import { ApiProblems, ForTerminals, IsLine, Terminal, type TerminalIdentity } from '#lib/http';

export class UnlockDto {
  @ApiProperty({ description: 'Of a supervisor of the till\u2019s store.', maxLength: 64 })
  @IsLine(64)
  readonly supervisorCode!: string;
}

export class UnlockedDto {
  @ApiProperty({ enum: ['unlocked'] })
  readonly state!: 'unlocked';
}

@ApiTags('Till')
@Controller('v1/pos/unlock')
export class UnlockController {
  constructor(private readonly activations: ActivationService) {}

  @Post()
  @ForTerminals()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'unlockTill',
    summary: 'A supervisor has looked: the till that sold many cards in minutes may go on.',
  })
  @ApiOkResponse({ type: UnlockedDto })
  @ApiProblems('request.invalid', 'supervisor.code_wrong', 'rate.limited')
  async unlock(@Terminal() till: TerminalIdentity, @Body() { supervisorCode }: UnlockDto): Promise<UnlockedDto> {
    await this.activations.unlock(till, supervisorCode);
    return { state: 'unlocked' };
  }
}
