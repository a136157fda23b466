import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccessService, OwnAccount, type OwnSession, type Proof, RecoveryService, type SignedIn } from '#lib/access';
import {
  ApiProblems,
  ClientAddress,
  ForAnyone,
  ForStaff,
  ROLES,
  Staff,
  type StaffIdentity,
  WhileEnrolling,
  clearSessionCookie,
  invalidFields,
  sessionTokenOf,
  setSessionCookie,
} from '#lib/http';
import { Config } from '#lib/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Own } from './own-session.js';
import { passkeyPlaceOf } from './passkey-place.js';
import { PasskeySignInDto, PersonDto, RecoverDto, SessionDto, SignInDto, StepUpDto } from './session.dto.js';

@ApiTags('Office: sign-in')
@Controller('v1/office/session')
export class SessionController {
  constructor(
    private readonly access: AccessService,
    private readonly account: OwnAccount,
    private readonly recovery: RecoveryService,
    private readonly config: Config,
  ) {}

  @Post()
  @ForAnyone()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Sign in with password and code. The session is in a cookie that scripts of a page cannot read.',
    description:
      'Without `code`, a right password is answered with 401 `second_factor.required`, which has `methods` (`totp`, ' +
      '`passkey`) and, where a passkey can be used, `passkey`: options for `navigator.credentials.get`.',
  })
  @ApiOkResponse({ type: SessionDto })
  @ApiProblems('request.invalid', 'credentials.invalid', 'second_factor.required', 'second_factor.invalid')
  @ApiProblems('rate.limited', 'origin.foreign')
  async signIn(
    @Body() { email, password, code }: SignInDto,
    @ClientAddress() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const place = passkeyPlaceOf(this.config, request.headers.host);
    const given = code === undefined ? {} : { code };
    return this.opened(reply, await this.access.signIn({ email, password, address, place, ...given }));
  }

  @Post('passkey')
  @ForAnyone()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'signInWithPasskey', summary: 'Sign in with password and passkey.' })
  @ApiOkResponse({ type: SessionDto })
  @ApiProblems('request.invalid', 'credentials.invalid', 'second_factor.invalid', 'rate.limited', 'origin.foreign')
  async signInWithPasskey(
    @Body() { email, password, response }: PasskeySignInDto,
    @ClientAddress() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const place = passkeyPlaceOf(this.config, request.headers.host);
    return this.opened(reply, await this.access.signInWithPasskey({ email, password, address, place, response }));
  }

  @Post('recover')
  @ForAnyone()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'recover',
    summary: 'Begin anew with a one-time code: a new password, no second factor; the session may only set one up.',
  })
  @ApiOkResponse({ type: SessionDto })
  @ApiProblems('request.invalid', 'password.weak', 'recovery.invalid', 'rate.limited', 'origin.foreign')
  async recover(
    @Body() { email, code, password }: RecoverDto,
    @ClientAddress() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    return this.opened(reply, await this.recovery.recover({ email, code, password, address }));
  }

  @Post('step-up/options')
  @ForStaff(...ROLES)
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'stepUpOptions', summary: 'Options for `navigator.credentials.get`, to step up with.' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @ApiProblems('passkey.not_found', 'second_factor.invalid')
  async stepUpOptions(@Own() session: OwnSession): Promise<object> {
    return this.account.stepUpOptions(session);
  }

  @Post('step-up')
  @ForStaff(...ROLES)
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'stepUp',
    summary: 'Prove the second factor once more: for ten minutes the session may do what asks for it.',
  })
  @ApiOkResponse({ type: SessionDto })
  @ApiProblems('request.invalid', 'second_factor.invalid', 'rate.limited')
  async stepUp(
    @Own() session: OwnSession,
    @Body() body: StepUpDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    return this.opened(reply, await this.account.stepUp(session, proofIn(body)));
  }

  @Get()
  @ForStaff(...ROLES)
  @WhileEnrolling()
  @ApiOperation({ operationId: 'whoAmI', summary: 'Whose session or token this is.' })
  @ApiOkResponse({ type: PersonDto })
  whoAmI(@Staff() staff: StaffIdentity): PersonDto {
    return PersonDto.of(staff);
  }

  @Delete()
  @ForAnyone()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ operationId: 'signOut', summary: 'End the session, if there is one.' })
  @ApiNoContentResponse()
  @ApiProblems('origin.foreign')
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = sessionTokenOf(request, this.config);
    if (token !== undefined) await this.access.signOut(token);
    clearSessionCookie(reply, this.config);
  }

  private opened(reply: FastifyReply, signedIn: SignedIn): SessionDto {
    setSessionCookie(reply, this.config, signedIn.token);
    return SessionDto.ofSession(signedIn);
  }
}

function proofIn({ code, response }: StepUpDto): Proof {
  if (code !== undefined && response === undefined) return { code };
  if (response !== undefined && code === undefined) return { response };
  throw invalidFields([{ pointer: '/code', detail: 'Send either code or response', code: 'one_of' }]);
}
