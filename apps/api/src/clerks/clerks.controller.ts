import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { recordAudit, staffActor } from '#lib/access';
import { type EntityTx, Transactions } from '#lib/database';
import { ApiProblems, ForStaff, Staff, type StaffIdentity } from '#lib/http';
import {
  ClerkDesk,
  type ClerkFacts,
  RetailService,
  createClerk,
  hashClerkCode,
  hashSupervisorCode,
  suspendClerk,
} from '#lib/retail';
import { IdParam } from '../office/ids.dto.js';
import { pageById, sliceOf } from '../office/list-slice.js';
import { ClerkCodeDto, ClerkDto, ClerkListDto, ClerkQuery, CreateClerkDto, SuspendClerkDto } from './clerks.dto.js';

/** Nothing of these is kept under a key: a digest of a request with a short code in it would give the code away. */
@ApiTags('Office: retailers, stores, terminals')
@Controller('v1/office/clerks')
export class ClerksController {
  constructor(
    private readonly desk: ClerkDesk,
    private readonly retail: RetailService,
    private readonly transactions: Transactions,
  ) {}

  @Post()
  @ForStaff('admin')
  @ApiOperation({ operationId: 'createClerk', summary: 'Who may stand at a store’s tills. Codes are kept as hashes.' })
  @ApiCreatedResponse({ type: ClerkDto })
  @ApiProblems('request.invalid', 'store.not_found', 'name.taken', 'origin.foreign')
  async create(@Staff() { staffId }: StaffIdentity, @Body() request: CreateClerkDto): Promise<ClerkDto> {
    const { name, code, signInCode, supervisorCode } = request;
    const storeId = Number(request.storeId);
    const hashes = {
      ...(signInCode === undefined ? {} : { signInHash: await hashClerkCode(signInCode) }),
      ...(supervisorCode === undefined ? {} : { supervisorCodeHash: await hashSupervisorCode(supervisorCode) }),
    };
    return this.transactions.run(async (tx) => {
      await this.retail.requireStore(tx, storeId);
      const id = await createClerk(tx, { storeId, name, code, ...hashes });
      const clerk = ClerkDto.of(await this.desk.read(tx, id));
      await note(tx, staffId, 'clerk.create', clerk.id, clerk);
      return clerk;
    });
  }

  @Get()
  @ForStaff('admin', 'support', 'reviewer')
  @ApiOperation({ operationId: 'listClerks', summary: 'All clerks, or one store’s, oldest first.' })
  @ApiOkResponse({ type: ClerkListDto })
  @ApiProblems('request.invalid')
  async list(@Query() query: ClerkQuery): Promise<ClerkListDto> {
    const storeId = query.storeId === undefined ? undefined : Number(query.storeId);
    return pageById(await this.desk.list(sliceOf(query), storeId), query, (clerk) => ClerkDto.of(clerk));
  }

  @Post(':id/code')
  @ForStaff('admin')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'setClerkCode', summary: 'A new code to sign in with at a register; ends the old one.' })
  @ApiOkResponse({ type: ClerkDto })
  @ApiProblems('request.invalid', 'clerk.not_found', 'origin.foreign')
  async setCode(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id }: IdParam,
    @Body() { code }: ClerkCodeDto,
  ): Promise<ClerkDto> {
    const codeHash = await hashClerkCode(code);
    return this.change(staffId, id, 'clerk.set_code', (tx) => this.desk.setCode(tx, Number(id), codeHash));
  }

  @Post(':id/suspend')
  @ForStaff('admin')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'suspendClerk',
    summary: 'Sells nothing from the next call on. Safe to repeat: the first reason stands.',
  })
  @ApiOkResponse({ type: ClerkDto })
  @ApiProblems('request.invalid', 'clerk.not_found', 'origin.foreign')
  suspend(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id }: IdParam,
    @Body() { reason }: SuspendClerkDto,
  ): Promise<ClerkDto> {
    const suspend = async (tx: EntityTx): Promise<ClerkFacts> => {
      await suspendClerk(tx, Number(id), reason);
      return this.desk.read(tx, Number(id));
    };
    return this.change(staffId, id, 'clerk.suspend', suspend, { reason });
  }

  @Post(':id/restore')
  @ForStaff('admin')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'restoreClerk', summary: 'May sell again. Safe to repeat.' })
  @ApiOkResponse({ type: ClerkDto })
  @ApiProblems('request.invalid', 'clerk.not_found', 'origin.foreign')
  restore(@Staff() { staffId }: StaffIdentity, @Param() { id }: IdParam): Promise<ClerkDto> {
    return this.change(staffId, id, 'clerk.restore', (tx) => this.desk.restore(tx, Number(id)));
  }

  private change(
    staffId: string,
    id: string,
    action: string,
    deed: (tx: EntityTx) => Promise<ClerkFacts>,
    detail?: object,
  ): Promise<ClerkDto> {
    return this.transactions.run(async (tx) => {
      const clerk = ClerkDto.of(await deed(tx));
      await note(tx, staffId, action, id, detail);
      return clerk;
    });
  }
}

function note(tx: EntityTx, staffId: string, action: string, id: string, detail?: object): Promise<void> {
  const deed = { actor: staffActor(staffId), action, subject: `clerk:${id}` };
  return recordAudit(tx, { ...deed, ...(detail === undefined ? {} : { detail }) });
}
