import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OwnAccount, type OwnSession, type SignedIn } from '#lib/access';
import {
  ApiProblems,
  ForStaff,
  ROLES,
  Staff,
  type StaffIdentity,
  StepUp,
  WhileEnrolling,
  setSessionCookie,
} from '#lib/http';
import { Config } from '#lib/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  AddPasskeyDto,
  ChangePasswordDto,
  MadeTokenDto,
  MeDto,
  NewTokenDto,
  PasskeyParam,
  TokenDto,
  TokenListDto,
  TokenParam,
  TotpSecretDto,
} from './me.dto.js';
import { Own } from './own-session.js';
import { passkeyPlaceOf } from './passkey-place.js';
import { CodeDto, SessionDto } from './session.dto.js';

/** One's own account: second factors, password, tokens. */
@ApiTags('Office: sign-in')
@Controller('v1/office/me')
export class MeController {
  constructor(
    private readonly account: OwnAccount,
    private readonly config: Config,
  ) {}

  @Get()
  @ForStaff(...ROLES)
  @WhileEnrolling()
  @ApiOperation({ operationId: 'getMe', summary: 'Who I am, and my second factors.' })
  @ApiOkResponse({ type: MeDto })
  async get(@Staff() staff: StaffIdentity, @Req() { headers }: FastifyRequest): Promise<MeDto> {
    const possible = passkeyPlaceOf(this.config, headers.host) !== undefined;
    return MeDto.ofMe(staff, await this.account.factors(staff.staffId), possible);
  }

  @Post('totp')
  @ForStaff(...ROLES)
  @WhileEnrolling()
  @StepUp()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'startTotp',
    summary: 'A secret for an authenticator app; counts once it is confirmed.',
  })
  @ApiOkResponse({ type: TotpSecretDto })
  @ApiProblems('second_factor.required')
  async startTotp(@Own() session: OwnSession): Promise<TotpSecretDto> {
    return this.account.startTotp(session);
  }

  @Post('totp/confirm')
  @ForStaff(...ROLES)
  @WhileEnrolling()
  @StepUp()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'confirmTotp', summary: 'The app’s first code: from now on it is asked for.' })
  @ApiOkResponse({ type: SessionDto })
  @ApiProblems('request.invalid', 'second_factor.invalid', 'second_factor.required', 'rate.limited')
  async confirmTotp(
    @Own() session: OwnSession,
    @Body() { code }: CodeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    return this.renewed(reply, await this.account.confirmTotp(session, code));
  }

  @Post('passkeys/options')
  @ForStaff(...ROLES)
  @WhileEnrolling()
  @StepUp()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'passkeyOptions', summary: 'Options for `navigator.credentials.create`.' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @ApiProblems('second_factor.required', 'second_factor.invalid')
  async passkeyOptions(@Own() session: OwnSession): Promise<object> {
    return this.account.startPasskey(session);
  }

  @Post('passkeys')
  @ForStaff(...ROLES)
  @WhileEnrolling()
  @StepUp()
  @ApiOperation({ operationId: 'addPasskey', summary: 'A passkey that the browser made for those options.' })
  @ApiCreatedResponse({ type: SessionDto })
  @ApiProblems('request.invalid', 'second_factor.invalid', 'second_factor.required', 'name.taken')
  async addPasskey(
    @Own() session: OwnSession,
    @Body() { name, response }: AddPasskeyDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    return this.renewed(reply, await this.account.addPasskey(session, name, response));
  }

  @Delete('passkeys/:id')
  @ForStaff(...ROLES)
  @StepUp()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ operationId: 'removePasskey', summary: 'Never the last second factor.' })
  @ApiNoContentResponse()
  @ApiProblems('request.invalid', 'passkey.not_found', 'second_factor.last')
  async removePasskey(@Own() session: OwnSession, @Param() { id }: PasskeyParam): Promise<void> {
    await this.account.removePasskey(session, id);
  }

  @Post('password')
  @ForStaff(...ROLES)
  @StepUp()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'changePassword', summary: 'Another password; ends the other sessions.' })
  @ApiOkResponse({ type: SessionDto })
  @ApiProblems('request.invalid', 'credentials.invalid', 'password.weak', 'rate.limited')
  async changePassword(
    @Own() session: OwnSession,
    @Body() { current, password }: ChangePasswordDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    return this.renewed(reply, await this.account.changePassword(session, current, password));
  }

  @Get('tokens')
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'listMyTokens', summary: 'My access tokens that can be used.' })
  @ApiOkResponse({ type: TokenListDto })
  async tokens(@Staff() { staffId }: StaffIdentity): Promise<TokenListDto> {
    return { items: (await this.account.tokens(staffId)).map((token) => TokenDto.of(token)), next: null };
  }

  @Post('tokens')
  @ForStaff(...ROLES)
  @StepUp()
  @ApiOperation({ operationId: 'makeToken', summary: 'An access token for my scripts: may what I may. Shown once.' })
  @ApiCreatedResponse({ type: MadeTokenDto })
  @ApiProblems('request.invalid')
  async makeToken(@Own() session: OwnSession, @Body() { name, days }: NewTokenDto): Promise<MadeTokenDto> {
    const made = await this.account.makeToken(session, { name, days });
    return Object.assign(TokenDto.of(made), { token: made.token });
  }

  @Delete('tokens/:id')
  @ForStaff(...ROLES)
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ operationId: 'revokeMyToken', summary: 'End one of my tokens, at once.' })
  @ApiNoContentResponse()
  @ApiProblems('request.invalid', 'token.not_found')
  async revokeToken(@Own() session: OwnSession, @Param() { id }: TokenParam): Promise<void> {
    await this.account.revokeToken(session, id);
  }

  private renewed(reply: FastifyReply, signedIn: SignedIn): SessionDto {
    setSessionCookie(reply, this.config, signedIn.token);
    return SessionDto.ofSession(signedIn);
  }
}
