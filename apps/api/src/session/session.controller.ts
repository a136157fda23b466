import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccessService } from '#lib/access';
import {
  ApiProblems,
  ClientAddress,
  ForAnyone,
  ForStaff,
  ROLES,
  Staff,
  type StaffIdentity,
  clearSessionCookie,
  sessionTokenOf,
  setSessionCookie,
} from '#lib/http';
import { Config } from '#lib/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PersonDto, SessionDto, SignInDto } from './session.dto.js';

@ApiTags('Office: sign-in')
@Controller('v1/office/session')
export class SessionController {
  constructor(
    private readonly access: AccessService,
    private readonly config: Config,
  ) {}

  @Post()
  @ForAnyone()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Sign in. The session is in a cookie that scripts of a page cannot read.',
  })
  @ApiOkResponse({ type: SessionDto })
  @ApiProblems('request.invalid', 'credentials.invalid', 'rate.limited', 'origin.foreign')
  async signIn(
    @Body() { email, password }: SignInDto,
    @ClientAddress() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const { token, person, expiresAt } = await this.access.signIn({ email, password, address });
    setSessionCookie(reply, this.config, token);
    return SessionDto.ofSession(person, expiresAt);
  }

  @Get()
  @ForStaff(...ROLES)
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
}
