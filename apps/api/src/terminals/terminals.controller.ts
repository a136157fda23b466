import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OfficeCalls, recordAudit, staffActor } from '#lib/access';
import { TerminalRevocation } from '#lib/activation';
import { Transactions } from '#lib/database';
import { ApiProblems, ForStaff, IdempotencyKey, Staff, type StaffIdentity, answerOf } from '#lib/http';
import { EnrolmentService, RetailService } from '#lib/retail';
import type { FastifyReply } from 'fastify';
import { IdParam } from '../office/ids.dto.js';
import { pageById, sliceOf } from '../office/list-slice.js';
import { RevokeTerminalDto, RevokedTerminalDto } from './revocation.dto.js';
import {
  CreateKeyDto,
  CreateTerminalDto,
  EnrolmentCodeDto,
  KeyDto,
  KeyParam,
  TerminalDto,
  TerminalListDto,
  TerminalQuery,
} from './terminal.dto.js';

@ApiTags('Office: retailers, stores, terminals')
@Controller('v1/office/terminals')
export class TerminalsController {
  constructor(
    private readonly retail: RetailService,
    private readonly enrolments: EnrolmentService,
    private readonly transactions: Transactions,
    private readonly calls: OfficeCalls,
    private readonly revocation: TerminalRevocation,
  ) {}

  @Post()
  @ForStaff('admin')
  @ApiOperation({
    operationId: 'createTerminal',
    summary: 'A till, with the public key of its signatures; without one it puts its own in by an enrolment code.',
  })
  @ApiCreatedResponse({ type: TerminalDto })
  @ApiProblems('request.invalid', 'store.not_found', 'name.taken', 'origin.foreign')
  async create(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() request: CreateTerminalDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TerminalDto> {
    const call = { staffId, key, operation: 'terminal.create', request };
    const done = await this.calls.run(call, async (tx) => {
      const terminal = TerminalDto.of(await this.retail.createTerminal(tx, CreateTerminalDto.toTerminal(request)));
      const deed = { actor: staffActor(staffId), action: 'terminal.create', subject: `terminal:${terminal.id}` };
      await recordAudit(tx, { ...deed, detail: terminal });
      return terminal;
    });
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff('admin', 'stock', 'support', 'reviewer')
  @ApiOperation({ operationId: 'listTerminals', summary: 'All tills, or one store’s, oldest first.' })
  @ApiOkResponse({ type: TerminalListDto })
  @ApiProblems('request.invalid')
  async list(@Query() query: TerminalQuery): Promise<TerminalListDto> {
    const storeId = query.storeId === undefined ? undefined : Number(query.storeId);
    return pageById(await this.retail.listTerminals(sliceOf(query), storeId), query, (one) => TerminalDto.of(one));
  }

  /** No answer is kept under a key: the code is a secret. Asked again, there is a new one. */
  @Post(':id/enrolment')
  @ForStaff('admin')
  @ApiOperation({
    operationId: 'makeEnrolmentCode',
    summary: 'A code with which the till puts its own key in, once, within ten minutes. Ends the one before.',
  })
  @ApiCreatedResponse({ type: EnrolmentCodeDto })
  @ApiProblems('request.invalid', 'terminal.not_found', 'origin.foreign')
  async makeEnrolment(@Staff() { staffId }: StaffIdentity, @Param() { id }: IdParam): Promise<EnrolmentCodeDto> {
    const actor = staffActor(staffId);
    return this.transactions.run(async (tx) => {
      const made = EnrolmentCodeDto.of(await this.enrolments.make(tx, Number(id), actor));
      const deed = { actor, action: 'terminal.enrolment', subject: `terminal:${id}` };
      await recordAudit(tx, { ...deed, detail: { expiresAt: made.expiresAt } });
      return made;
    });
  }

  @Post(':id/keys')
  @ForStaff('admin')
  @ApiOperation({
    operationId: 'addTerminalKey',
    summary: 'A second key, while the till changes from one to the other.',
  })
  @ApiCreatedResponse({ type: KeyDto })
  @ApiProblems('request.invalid', 'terminal.not_found', 'name.taken', 'origin.foreign')
  async addKey(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Param() { id }: IdParam,
    @Body() request: CreateKeyDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<KeyDto> {
    const call = { staffId, key, operation: 'terminal.add_key', request: { id, key: request } };
    const done = await this.calls.run(call, async (tx) => {
      const added = KeyDto.of(await this.retail.addKey(tx, Number(id), CreateKeyDto.toKey(request)));
      const deed = { actor: staffActor(staffId), action: 'terminal.add_key', subject: `terminal:${id}` };
      await recordAudit(tx, { ...deed, detail: added });
      return added;
    });
    return answerOf(reply, done);
  }

  @Post(':id/keys/:keyId/revoke')
  @ForStaff('admin')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'revokeTerminalKey', summary: 'The key’s next call is refused. Safe to repeat.' })
  @ApiOkResponse({ type: KeyDto })
  @ApiProblems('request.invalid', 'terminal.not_found', 'origin.foreign')
  async revokeKey(@Staff() { staffId }: StaffIdentity, @Param() { id, keyId }: KeyParam): Promise<KeyDto> {
    const deed = { actor: staffActor(staffId), action: 'terminal.revoke_key', subject: `terminal:${id}` };
    const key = { terminalId: Number(id), keyId };
    return KeyDto.of(await this.retail.revokeKey(key, (tx) => recordAudit(tx, { ...deed, detail: { keyId } })));
  }

  @Post(':id/revoke')
  @ForStaff('admin')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'revokeTerminal',
    summary:
      'A till that is lost: all its keys end, and what it sold since then and nobody redeemed waits for a person. Safe to repeat.',
  })
  @ApiOkResponse({ type: RevokedTerminalDto })
  @ApiProblems('request.invalid', 'terminal.not_found', 'origin.foreign')
  async revoke(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id }: IdParam,
    @Body() { since }: RevokeTerminalDto,
  ): Promise<RevokedTerminalDto> {
    const revocation = { terminalId: Number(id), since: new Date(since), revokedBy: staffActor(staffId) };
    return RevokedTerminalDto.of(await this.revocation.revoke(revocation));
  }
}
