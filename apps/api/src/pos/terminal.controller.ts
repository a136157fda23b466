import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { recordAudit } from '#lib/access';
import type { Tx } from '#lib/database';
import { ApiProblems, ForTerminals, Terminal, type TerminalIdentity } from '#lib/http';
import { ClerkDesk, OwnKeys, TerminalViews } from '#lib/retail';
import { CreateKeyDto } from '../terminals/terminal.dto.js';
import { ClerkSignInDto, SignedInClerkDto } from './clerks.dto.js';
import { OwnKeyDto, OwnKeyParam, TerminalViewDto } from './terminal-view.dto.js';

@ApiTags('Till')
@Controller('v1/pos')
export class TerminalController {
  constructor(
    private readonly views: TerminalViews,
    private readonly keys: OwnKeys,
    private readonly clerks: ClerkDesk,
  ) {}

  @Get('terminal')
  @ForTerminals()
  @ApiOperation({
    operationId: 'ownTerminal',
    summary: 'Who this till is, who may stand at it, and how far it may sell offline.',
  })
  @ApiOkResponse({ type: TerminalViewDto })
  async own(@Terminal() { terminalId }: TerminalIdentity): Promise<TerminalViewDto> {
    return TerminalViewDto.of(await this.views.of(terminalId));
  }

  @Post('keys')
  @ForTerminals()
  @ApiOperation({
    operationId: 'addOwnKey',
    summary:
      'A second key of the till, signed for with the first: then sign with it and end the first. Safe to repeat.',
  })
  @ApiCreatedResponse({ type: OwnKeyDto })
  @ApiProblems('request.invalid', 'name.taken')
  async addKey(@Terminal() { terminalId }: TerminalIdentity, @Body() request: CreateKeyDto): Promise<OwnKeyDto> {
    const note = noteKey(terminalId, 'terminal.add_key');
    return { keyId: await this.keys.add(terminalId, CreateKeyDto.toKey(request), note) };
  }

  @Delete('keys/:keyId')
  @ForTerminals()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'retireOwnKey',
    summary: 'Ends one of the till’s own keys; never its last. Safe to repeat.',
  })
  @ApiOkResponse({ type: OwnKeyDto })
  @ApiProblems('request.invalid', 'terminal.not_found', 'key.last')
  async retireKey(@Terminal() { terminalId }: TerminalIdentity, @Param() { keyId }: OwnKeyParam): Promise<OwnKeyDto> {
    await this.keys.retire(terminalId, keyId, noteKey(terminalId, 'terminal.revoke_key'));
    return { keyId };
  }

  @Post('clerks/sign-in')
  @ForTerminals()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'signInClerk',
    summary: 'Whether the clerk knows the code: for a register that many share.',
  })
  @ApiOkResponse({ type: SignedInClerkDto })
  @ApiProblems('request.invalid', 'clerk.code_wrong', 'clerk.suspended', 'rate.limited')
  async signIn(
    @Terminal() { storeId }: TerminalIdentity,
    @Body() { clerk, code }: ClerkSignInDto,
  ): Promise<SignedInClerkDto> {
    const { clerkId: _, ...signedIn } = await this.clerks.signIn(storeId, clerk, code);
    return signedIn;
  }
}

/** A till's own deed, in the log of deeds. */
function noteKey(terminalId: number, action: string): (tx: Tx, keyId: string) => Promise<void> {
  const terminal = `terminal:${terminalId}`;
  return (tx, keyId) => recordAudit(tx, { actor: terminal, action, subject: terminal, detail: { keyId } });
}
